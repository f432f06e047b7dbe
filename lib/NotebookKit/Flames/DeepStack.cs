namespace NotebookKit.Flames;

/// <summary>A stack that may be deeper than any that is sampled: its middle is then left
/// out, so that both what called and what ran stay.</summary>
/// <remarks>The kernel records 127 frames, and as many more as
/// kernel.perf_event_max_stack asks for; hosts that run Java ask for 1,024.</remarks>
/// <param name="frames">Its frames, the process not counted.</param>
internal readonly struct DeepStack(int frames)
{
    /// <summary>What is said of stacks whose middle was left out.</summary>
    public const string LeftOut = "stacks deeper than 2,048 frames whole: the middle of each is left out";

    private const int MostFrames = 2048;
    private const int Half = MostFrames / 2;

    /// <summary>The frame that stands for those left out.</summary>
    public static ReadOnlySpan<byte> Gap => "[frames left out]"u8;

    /// <summary>True for a part of a stack of so many frames that the whole may have to lose its middle.</summary>
    /// <param name="part">Frames of the part; a stack has two at most.</param>
    public static bool MayCut(int part) => part > Half;

    /// <summary>True where the middle is left out.</summary>
    public bool IsCut => frames > MostFrames;

    /// <summary>True at the first frame left out.</summary>
    /// <param name="place">A frame's place, from the outermost, which is 0.</param>
    public bool IsGap(int place) => IsCut && place == Half;

    /// <summary>True for a frame that stays.</summary>
    /// <param name="place">A frame's place, from the outermost, which is 0.</param>
    public bool Keeps(int place) => !IsCut || place < Half || place >= frames - Half;
}

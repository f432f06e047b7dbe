namespace NotebookKit.Cli;

/// <summary>What the command tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>The work itself failed: a cell, a capture, a check.</summary>
    public const int Failed = 1;

    /// <summary>The command was not understood, or a path named in it is not there.</summary>
    public const int Usage = 2;

    /// <summary>Nothing failed, and what was asked is not so: a name was left in what was redacted.</summary>
    public const int Left = 3;
}

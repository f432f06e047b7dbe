namespace NotebookKit;

/// <summary>What decides a frame's colour.</summary>
internal enum FlameColors
{
    /// <summary>The layer it belongs to: block layer and drivers, file system and page
    /// cache, other kernel, programs; the name decides the shade.</summary>
    ByLayer,

    /// <summary>Its name alone: equal names have equal warm colours, so two pictures can be compared.</summary>
    ByName,
}

/// <summary>Which capture the widths of a differential flame graph come from.</summary>
internal enum FlameWidth
{
    /// <summary>The later one: what it spends now. Frames that vanished are not drawn.</summary>
    After,

    /// <summary>The earlier one. Frames that are new are not drawn.</summary>
    Before,
}

/// <summary>How a flame graph is drawn; change a value with <c>with</c>.</summary>
public sealed record FlameOptions
{
    /// <summary>The heading; null for one made of the event and the source.</summary>
    public string? Title { get; init; }

    /// <summary>True to draw the roots at the top and the stacks downwards.</summary>
    public bool Icicle { get; init; }

    /// <summary>True to merge stacks from their end: the roots are the functions that were running, above them who called them.</summary>
    public bool Reversed { get; init; }

    /// <summary>What decides a frame's colour; a differential graph is coloured by its difference.</summary>
    internal FlameColors Colors { get; init; } = FlameColors.ByLayer;

    /// <summary>Width in CSS pixels, 300 to 4000.</summary>
    public int WidthPx { get; init; } = 960;

    /// <summary>Frames narrower than this are left out, and counted under the picture.</summary>
    public double MinimumWidthPx { get; init; } = 0.2;

    /// <summary>Which capture gives a differential graph its widths.</summary>
    internal FlameWidth Width { get; init; } = FlameWidth.After;

    /// <summary>True to colour a differential graph by the change of a function's own
    /// time, false by that of its time with all that it called.</summary>
    public bool ColorBySelf { get; init; }
}

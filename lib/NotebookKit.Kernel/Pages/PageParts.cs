namespace NotebookKit.Kernel.Pages;

/// <summary>What a page shows beside a notebook's own cells; every part is HTML that is safe to show.</summary>
public sealed record PageParts
{
    /// <summary>A link to the page that lists this one; null for none.</summary>
    public string? Home { get; init; }

    /// <summary>What the record answers: below the title, above its picture.</summary>
    public string? Answer { get; init; }

    /// <summary>Where it was captured and whom to ask: above the picture, which may be taller than a screen.</summary>
    public string? Facts { get; init; }

    /// <summary>What was found: below the picture.</summary>
    public string? Findings { get; init; }

    /// <summary>Reads a picture that the prose names by a path from the notebook's folder
    /// on, null where there is none; null to read from that folder.</summary>
    public Func<string, byte[]?>? Picture { get; init; }

    /// <summary>What stands below the last cell.</summary>
    public string? Foot { get; init; }
}

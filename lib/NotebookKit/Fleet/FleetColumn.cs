namespace NotebookKit.Fleet;

/// <summary>What a column of a fleet's table holds.</summary>
internal enum FleetType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A number.</summary>
    Real,
}

/// <summary>A column of a fleet's table. Its unit stands in its name: <c>d2c_p50_us</c>, <c>mean_size_sectors</c>.</summary>
/// <param name="Name">Its name in SQL.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Meaning">What it means; absent values are NULL.</param>
internal sealed record FleetColumn(string Name, FleetType Type, string Meaning);

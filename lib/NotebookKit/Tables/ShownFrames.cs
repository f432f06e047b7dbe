using System.Globalization;
using Microsoft.Data.Analysis;
using NotebookKit;
using NotebookKit.Display;
using NotebookKit.Tables;

[assembly: Shows("Microsoft.Data.Analysis.DataFrame", typeof(ShownFormatterSource), typeof(ShownFrame), OtherMimeTypes = [MimeTypes.Json])]
[assembly: Shows("Microsoft.Data.Analysis.DataFrameColumn", typeof(ShownFormatterSource), typeof(ShownColumn))]
[assembly: Shows("Microsoft.Data.Analysis.DataFrameRow", typeof(ShownFormatterSource), typeof(ShownRow))]

namespace NotebookKit.Tables;

/// <summary>Any <see cref="DataFrame"/> as a table, those of the package and the user too.</summary>
internal sealed class ShownFrame(DataFrame frame) : IShown
{
    public string ToHtml() => frame.ToHtml();

    public string ToText() => frame.ToText();

    public bool Show(string mimeType, TextWriter writer)
    {
        if (mimeType != MimeTypes.Json)
        {
            return false;
        }

        FrameJson.Write(frame, writer);
        return true;
    }
}

/// <summary>Any <see cref="DataFrameColumn"/> as a table of one column, with its unit and how many rows are left out.</summary>
internal sealed class ShownColumn(DataFrameColumn column) : IShown
{
    public string ToHtml() => Alone(frame => frame.ToHtml());

    public string ToText() => Alone(frame => frame.ToText());

    // A column knows every frame that holds it: this one lets go of it again.
    private string Alone(Func<DataFrame, string> show)
    {
        var frame = new DataFrame(column);
        try
        {
            return show(frame);
        }
        finally
        {
            frame.Columns.Remove(column);
        }
    }
}

/// <summary>One row of a frame as a table of its columns' names and its values.</summary>
internal sealed class ShownRow(DataFrameRow row) : IShown
{
    public string ToHtml() => Upright().ToHtml(int.MaxValue);

    public string ToText() => Upright().ToText(int.MaxValue);

    private DataFrame Upright()
    {
        KeyValuePair<string, object>[] values = [.. row.GetValues()];
        return new DataFrame(
            new TextColumn("column", values.Select(pair => pair.Key)),
            new TextColumn(
                "value",
                values.Select(pair => pair.Value is null ? null : Convert.ToString(pair.Value, CultureInfo.InvariantCulture))
            )
        );
    }
}

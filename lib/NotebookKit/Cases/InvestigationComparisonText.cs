using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Blocks;
using NotebookKit.Display;

namespace NotebookKit.Cases;

/// <summary>A comparison of two cases as text and as JSON.</summary>
internal static class InvestigationComparisonText
{
    private const int MostRows = 12;

    public static string Write(InvestigationComparison comparison)
    {
        var text = new StringBuilder();
        text.Append("against ").Append(comparison.Good.Name).Append(": ").Append(comparison.Sentence).Append('\n');
        text.Append("  ").Append(comparison.Good.Name).Append(" itself: ").Append(comparison.Good.Sentence).Append('\n');
        foreach (SettingChange change in comparison.Settings)
        {
            text.Append("  setting  ").Append(change).Append('\n');
        }

        foreach (DeviceComparison one in comparison.ByDevice)
        {
            string of = comparison.ByDevice.Count > 1 ? one.Device + " " : "";
            foreach (
                ComparisonRow row in one
                    .Traces.Rows.Where(row => row.Changed != false && row.A is not null && row.B is not null && row.Effect > 0.1)
                    .Take(MostRows)
            )
            {
                string counts = row.Counts.Length > 0 ? $" ({row.Counts})" : "";
                string unit = row.Unit.Length > 0 ? " " + row.Unit : "";
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  changed  {of}{row.Measure}{counts}: {Shown(row, row.A)} to {Shown(row, row.B)}{unit}{(row.Changed == true ? "" : ", not tested")}\n"
                );
            }
        }

        foreach (MeanChange change in comparison.Traces is null ? comparison.Means.Where(change => change.IsOther) : [])
        {
            text.Append("  changed  ").Append(change.Device).Append(' ').Append(change).Append('\n');
        }

        foreach (string device in comparison.OneSided.Select(one => one.Device).Distinct())
        {
            OneSided[] rows = [.. comparison.OneSided.Where(one => one.Device == device)];
            text.Append("  not compared  ")
                .Append(device)
                .Append(": ")
                .AppendJoin(", ", rows.Select(row => row.What))
                .Append(" in one of the two only\n");
        }

        return text.ToString();
    }

    public static JsonObject Json(InvestigationComparison comparison) =>
        new()
        {
            ["good"] = comparison.Good.Name,
            ["sentence"] = comparison.Sentence,
            ["settings"] = new JsonArray([
                .. comparison.Settings.Select(change => new JsonObject
                {
                    ["device"] = change.Device,
                    ["setting"] = change.Setting,
                    ["good"] = change.Good,
                    ["here"] = change.Here,
                }),
            ]),
            ["measures"] = Measures(comparison.Traces),
            ["devices"] = new JsonArray([
                .. comparison.ByDevice.Select(one => new JsonObject
                {
                    ["device"] = one.Device,
                    ["sentence"] = one.Traces.Verdict,
                    ["measures"] = Measures(one.Traces),
                }),
            ]),
        };

    private static JsonArray Measures(TraceComparison? traces) =>
        new([
            .. (traces?.Rows ?? []).Select(row => new JsonObject
            {
                ["measure"] = row.Measure,
                ["counts"] = row.Counts,
                ["unit"] = row.Unit,
                ["good"] = Finite(row.A),
                ["here"] = Finite(row.B),
                ["changed"] = row.Changed,
            }),
        ]);

    private static string Shown(ComparisonRow row, double? value) =>
        row.IsShare ? FormattableString.Invariant($"{value * 100:0.#} %")
        : value is { } number ? ThreeDigits.Text(number)
        : "–";

    private static JsonNode? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}

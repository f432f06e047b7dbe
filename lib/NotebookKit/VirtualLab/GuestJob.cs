using System.Globalization;
using System.Text;

namespace NotebookKit.VirtualLab;

/// <summary>A scenario as the guest's shell reads it: variables, each value as narrow as
/// <see cref="ScenarioGrammar"/> lets it be, and quoted.</summary>
internal static class GuestJob
{
    public const int UsualMiB = 64;

    /// <summary>The text of the file.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="name">The recording's name.</param>
    public static string TextOf(Scenario scenario, string name)
    {
        var text = new StringBuilder();
        void Set(string variable, string value) => text.Append(variable).Append('=').Append(Quoted(value)).Append('\n');
        Set("scenario", name);
        Set("stack", scenario.Stack.Kind);
        Prefixed("stack_", scenario.Stack);
        Set("workload", scenario.Workload.Kind);
        Prefixed("work_", scenario.Workload);
        Set("mib", scenario.Workload.Number("mib", UsualMiB).ToString(CultureInfo.InvariantCulture));
        Set("beside", scenario.Beside?.Kind ?? "");
        Prefixed("beside_", scenario.Beside);
        Set("noise_rate", scenario.Noise.Number("rate", 0).ToString(CultureInfo.InvariantCulture));
        Set("drive_iops", scenario.Drive.Number("iops", 0).ToString(CultureInfo.InvariantCulture));
        Set("drive_bps", scenario.Drive.Number("bps", 0).ToString(CultureInfo.InvariantCulture));
        text.Append("captures=(").AppendJoin(' ', scenario.Captures.Select(Quoted)).Append(")\n");
        text.Append("work_options=(")
            .AppendJoin(' ', scenario.Workload.Settings.Where(set => IsOfFio(set.Key)).Select(set => Quoted($"--{set.Key}={set.Value}")))
            .Append(")\n");
        foreach ((string attribute, string value) in scenario.Queue.Settings)
        {
            text.Append("attributes[").Append(attribute).Append("]=").Append(Quoted(value)).Append('\n');
        }

        return text.ToString();

        void Prefixed(string prefix, ScenarioWords? words)
        {
            foreach ((string setting, string value) in words?.Settings ?? new Dictionary<string, string>())
            {
                Set(prefix + setting, value);
            }
        }
    }

    // What the guest's script makes of the other settings: file, engine, and what to do with errors.
    private static bool IsOfFio(string setting) =>
        setting is "rw" or "bs" or "iodepth" or "numjobs" or "rate" or "rate_iops" or "fsync" or "fdatasync" or "rwmixread";

    private static string Quoted(string value) => "'" + value.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
}

namespace NotebookKit.Formats;

/// <summary>Makes processor shares of named values.</summary>
internal static class IostatCpuNames
{
    /// <param name="value">A value by name without its percent sign; null or NaN where not printed. Version 5 wrote sys for system.</param>
    public static IostatCpu Create(Func<string, double?> value)
    {
        return new IostatCpu(Of("user"), Of("nice"), Of("system") ?? Of("sys"), Of("iowait"), Of("steal"), Of("idle"));

        double? Of(string name) => value(name) is { } number && !double.IsNaN(number) ? number : null;
    }
}

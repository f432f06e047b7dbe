using System.Text;

namespace NotebookKit.Formats;

/// <summary>The first line of every tool of sysstat.</summary>
internal static class SysstatHost
{
    /// <summary>Reads it: <c>Linux 6.1.0-56-amd64 (lab) \t11/22/26 \t_x86_64_\t(2 CPU)</c>.</summary>
    /// <returns>Null where the line is another.</returns>
    public static IostatHost? Of(ReadOnlySpan<byte> text)
    {
        int open = text.IndexOf(" ("u8);
        int close = text.IndexOf((byte)')');
        if (!text.StartsWith("Linux "u8) || open < 6 || close < open + 2)
        {
            return null;
        }

        string kernel = Encoding.UTF8.GetString(text[6..open]).Trim();
        string name = Encoding.UTF8.GetString(text[(open + 2)..close]);
        string[] rest = Encoding
            .UTF8.GetString(text[(close + 1)..])
            .Split('\t', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var cpus = new LineCursor(text, text.LastIndexOf((byte)'(') + 1);
        int? count = text.LastIndexOf((byte)'(') > close && cpus.Number(out int number) ? number : null;
        return new IostatHost(
            kernel,
            name,
            rest.FirstOrDefault(part => char.IsAsciiDigit(part[0])),
            rest.FirstOrDefault(part => part.StartsWith('_'))?.Trim('_'),
            count
        );
    }
}

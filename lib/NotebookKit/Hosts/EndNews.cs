using System.Runtime.InteropServices;
using System.Text;

namespace NotebookKit.Hosts;

/// <summary>Says on the standard error itself how the end of live hosts goes: a notebook has taken the console for its cells.</summary>
internal static class EndNews
{
    public static void First(PosixSignal signal, IReadOnlyList<string> left)
    {
        if (left.Count > 0)
        {
            Say(
                $"{EndSignals.Name(signal)}: ending what runs and undoing what was changed on this host, {left.Count} in all (once more says what is left)"
            );
        }
    }

    public static void Second(IReadOnlyList<string> left) =>
        Say(
            left.Count == 0
                ? "the recordings are being sealed (once more ends at once)"
                : $"still to do: {string.Join("; ", left)} (once more leaves that to `notebookkit restore`)"
        );

    public static void Left(IReadOnlyList<string> left) =>
        Say(left.Count == 0 ? "ended at once" : $"left to `notebookkit restore`: {string.Join("; ", left)}");

    public static void Faults(IReadOnlyList<string> faults, bool changesLeft)
    {
        foreach (string fault in faults)
        {
            Say(fault + (changesLeft ? "; `notebookkit restore` tries again" : ""));
        }
    }

    public static void Say(string line)
    {
        try
        {
            string plain = string.Concat(line.ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? '?' : letter));
            using Stream error = Console.OpenStandardError();
            error.Write(Encoding.UTF8.GetBytes($"notebookkit: {plain}\n"));
        }
        catch (Exception)
        {
            // Nobody listens, or nothing more can be said: the end goes on.
        }
    }
}

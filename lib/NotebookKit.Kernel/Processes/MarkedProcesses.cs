using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NotebookKit.Kernel.Processes;

/// <summary>
/// A program that is started with all that it will start itself: each of those carries a mark in its environment, so that it is found
/// again when its parent is gone and it has become nobody's child.
/// </summary>
internal sealed class MarkedProcesses
{
    private const string Name = "NOTEBOOKKIT_SHELL";
    private const int MostRounds = 20;
    private readonly string _value = Guid.NewGuid().ToString("N");

    /// <summary>Marks what is to be started.</summary>
    public void Mark(IDictionary<string, string?> environment) => environment[Name] = _value;

    /// <summary>Ends all of them, at once. One that starts others meanwhile is followed.</summary>
    /// <returns>Those that this user may not end.</returns>
    public IReadOnlyList<int> Kill()
    {
        byte[] mark = Encoding.UTF8.GetBytes($"\0{Name}={_value}\0");
        var refused = new HashSet<int>();
        for (int round = 0; round < MostRounds; round++)
        {
            int[] found = [.. All().Where(id => !refused.Contains(id) && Carries(id, mark))];
            if (found.Length == 0)
            {
                break;
            }

            foreach (int id in found.Where(id => !TryKill(id)))
            {
                refused.Add(id);
            }
        }

        return [.. refused];
    }

    private static IEnumerable<int> All() =>
        Directory.Exists("/proc")
            ? Directory
                .EnumerateDirectories("/proc")
                .Select(folder =>
                    int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0
                )
                .Where(id => id > 0)
            : [];

    private static bool Carries(int id, byte[] mark)
    {
        try
        {
            byte[] environment = File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/environ"));
            return ((byte[])[0, .. environment]).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone, or another user's.
            return false;
        }
    }

    private static bool TryKill(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

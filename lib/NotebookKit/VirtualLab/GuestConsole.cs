using System.Text;

namespace NotebookKit.VirtualLab;

/// <summary>The lines of a guest's console as they come.</summary>
/// <param name="path">The file that it is written to.</param>
internal sealed class GuestConsole(string path)
{
    private const int MostKept = 40,
        MostBytes = 1 << 20,
        MostLine = 4096;
    private readonly Queue<string> _last = new();
    private readonly StringBuilder _line = new();
    private long _read;

    /// <summary>The last lines, for an error.</summary>
    public string End => string.Join('\n', _last);

    /// <summary>Lines that ended since it was asked last.</summary>
    public IReadOnlyList<string> New()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(_read, SeekOrigin.Begin);
        byte[] bytes = new byte[Math.Min(MostBytes, Math.Max(0, file.Length - _read))];
        int got = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        _read += got;
        var lines = new List<string>();
        foreach (char letter in Encoding.Latin1.GetString(bytes, 0, got))
        {
            if (letter == '\n')
            {
                string line = _line.ToString().Trim();
                _line.Clear();
                lines.Add(line);
                _last.Enqueue(line);
                if (_last.Count > MostKept)
                {
                    _last.Dequeue();
                }
            }
            else if (!char.IsControl(letter) && _line.Length < MostLine)
            {
                _line.Append(letter);
            }
        }

        return lines;
    }
}

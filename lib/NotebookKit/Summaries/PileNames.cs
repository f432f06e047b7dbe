namespace NotebookKit.Summaries;

/// <summary>Names of a stranger's files as names of files of a recording.</summary>
internal static class PileNames
{
    private const int Longest = 120;

    /// <summary>A relative path that keeps what the file was called.</summary>
    /// <param name="name">Its name in the pile, such as <c>fs-diskio.txt: iostat -x 1 4</c>.</param>
    public static string Path(string name)
    {
        string[] parts =
        [
            .. name.Replace(": ", "/", StringComparison.Ordinal).Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Part),
        ];
        return parts.Length == 0 ? "file"
            : parts is [Recording.FileName or Recording.FileName + ".part"] ? "files/" + parts[0]
            : string.Join('/', parts);
    }

    /// <summary>One part of a path.</summary>
    public static string Part(string name)
    {
        string plain = string.Concat(
            name.Trim()
                .Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' or '+' or '@' or '=' or ',' ? letter : '_')
        );
        plain = plain.Length > Longest ? plain[..Longest] : plain;
        return plain.Trim('.').Length == 0 ? "_" + plain.Trim('.') : plain;
    }
}

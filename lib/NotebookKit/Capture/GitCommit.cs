using System.Globalization;

namespace NotebookKit;

/// <summary>A commit.</summary>
/// <param name="Hash">Its full id.</param>
/// <param name="Author">Who wrote it, name and address.</param>
/// <param name="Authored">When it was written.</param>
/// <param name="Subject">The first line of its message.</param>
/// <param name="Body">The rest of the message.</param>
/// <param name="Files">The files that it touches.</param>
public sealed record GitCommit(
    string Hash,
    string Author,
    DateTimeOffset Authored,
    string Subject,
    string Body,
    IReadOnlyList<string> Files
)
{
    /// <summary>What git prints for each commit: a record separator, fields with unit
    /// separators between, and the files behind the last one.</summary>
    internal const string Format = "--format=%x1e%H%x1f%an <%ae>%x1f%aI%x1f%s%x1f%b%x1f";

    /// <summary>The id, as far as kernel people write it.</summary>
    public string Abbreviated => Hash[..Math.Min(12, Hash.Length)];

    /// <summary>How other commits name it: <c>0123456789ab ("subject")</c>.</summary>
    public override string ToString() => $"{Abbreviated} (\"{Subject}\")";

    /// <summary>Reads what <see cref="Format"/> made git print.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    internal static IReadOnlyList<GitCommit> Read(string text)
    {
        var commits = new List<GitCommit>();
        foreach (string record in text.Split('\u001e', StringSplitOptions.RemoveEmptyEntries).Where(record => record.Trim().Length > 0))
        {
            string[] fields = record.Split('\u001f');
            if (fields.Length != 6 || !DateTimeOffset.TryParse(fields[2], CultureInfo.InvariantCulture, out DateTimeOffset authored))
            {
                throw new FormatException($"expected a commit as git log prints it, found \"{record[..Math.Min(80, record.Length)]}\"");
            }

            commits.Add(
                new GitCommit(
                    fields[0],
                    fields[1],
                    authored,
                    fields[3],
                    fields[4].Trim(),
                    [.. fields[5].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
                )
            );
        }

        return commits;
    }
}

using System.Security.Cryptography;
using System.Text;

namespace NotebookKit.Redaction;

/// <summary>Puts an invented word in the place of each word: random for each case, the
/// same one everywhere in it, of the same length and shape.</summary>
/// <remarks>
/// The invented words have a form that no language has (<c>qaxov</c>: a q, x or z, then vowels and rare consonants in turn), so that a
/// check that does not know the map can tell them from words that were left.
/// </remarks>
internal sealed class Pseudonyms
{
    private const string First = "qxz";
    private const string Vowels = "aeiou";
    private const string Consonants = "qxzjkvw";
    private const int FewLetters = 2;
    private const int Sum = 7;
    private const int Tries = 200;
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>What stands for what, in small letters.</summary>
    public IReadOnlyDictionary<string, string> Words => _words;

    /// <summary>The word for a word, in its letters' case. One letter alone stays: it names nothing.</summary>
    public string Of(string word)
    {
        string key = word.ToLowerInvariant();
        if (key.Length < 2)
        {
            return word;
        }

        if (!_words.TryGetValue(key, out string? other))
        {
            _words.Add(key, other = New(key));
        }

        return string.Create(
            other.Length,
            (word, other),
            static (to, from) =>
            {
                for (int at = 0; at < to.Length; at++)
                {
                    to[at] = at < from.word.Length && char.IsUpper(from.word[at]) ? char.ToUpperInvariant(from.other[at]) : from.other[at];
                }
            }
        );
    }

    /// <summary>True for a word of the form that invented ones have.</summary>
    public static bool IsOne(string word)
    {
        (int letters, int sum, int digits, int zeros) = (0, 0, 0, 0);
        foreach (char symbol in word)
        {
            if (char.IsAsciiDigit(symbol))
            {
                zeros += digits == zeros && symbol == '0' ? 1 : 0;
                sum += symbol - '0';
                digits++;
            }
            else if (!At(letters++).Contains(char.ToLowerInvariant(symbol), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return letters > FewLetters
            || (letters > 0 && digits == 0)
            || (sum % 10 == Sum && (letters > 0 || zeros >= 2 || digits == FewLetters));
    }

    private static string At(int letter) =>
        letter == 0 ? First
        : letter % 2 == 1 ? Vowels
        : Consonants;

    private string New(string word)
    {
        var shape = new StringBuilder(word);
        for (int attempt = 1; ; attempt++)
        {
            string other = Shaped(shape.ToString());
            if (other != word && _used.Add(other))
            {
                return other;
            }

            // All words of this shape are taken: a longer one then.
            shape.Append(attempt % Tries == 0 ? "a" : "");
        }
    }

    private static string Shaped(string shape)
    {
        int letters = 0;
        bool hasLetter = !shape.All(char.IsAsciiDigit);
        char[] other = new char[shape.Length];
        for (int at = 0; at < other.Length; at++)
        {
            // Behind a backslash, x and two digits are a letter, and so are three digits of eight: C:\w12 becomes no C:\x12.
            other[at] =
                char.IsAsciiDigit(shape[at]) ? Any(at == 0 && hasLetter ? "456789" : "0123456789")
                : at == 0 && shape.Skip(1).Take(2).Any(char.IsAsciiDigit) ? Any(At(letters++).Replace("x", "", StringComparison.Ordinal))
                : Any(At(letters++));
        }

        int[] digits = [.. Enumerable.Range(0, other.Length).Where(at => char.IsAsciiDigit(shape[at]))];
        if (letters == 0 && digits.Length > FewLetters)
        {
            other[digits[0]] = other[digits[1]] = '0';
        }

        if (letters <= FewLetters && digits.Length > 0)
        {
            int sum = digits[..^1].Sum(at => other[at] - '0');
            other[digits[^1]] = (char)('0' + ((Sum + 1000 - sum) % 10));
        }

        return new string(other);
    }

    private static char Any(string letters) => letters[RandomNumberGenerator.GetInt32(letters.Length)];
}

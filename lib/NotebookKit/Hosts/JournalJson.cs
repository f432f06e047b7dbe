using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotebookKit.Hosts;

/// <summary>A change as the journal keeps it.</summary>
/// <param name="Boot">The boot in which it was made.</param>
/// <param name="Entry">The change; null where the note is damaged.</param>
internal sealed record JournalNote(string Boot, JournalEntry? Entry);

/// <summary>How notes of a journal are written and read: by code made when this is
/// compiled, so that a file of machine code can do it too.</summary>
[JsonSerializable(typeof(JournalNote))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>A damaged note that lacks what its kind needs is told as damaged, not done with a zero or nothing in the place.</summary>
    public static JournalJson Strict { get; } =
        new(
            new JsonSerializerOptions
            {
                WriteIndented = false,
                RespectNullableAnnotations = true,
                RespectRequiredConstructorParameters = true,
            }
        );
}

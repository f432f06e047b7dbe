using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotebookKit.Hosts;

/// <summary>How <c>recording.json</c> is written and read: by code made when this is
/// compiled, so that a file of machine code can do it too.</summary>
[JsonSerializable(typeof(RecordingDocument))]
internal sealed partial class RecordingJson : JsonSerializerContext
{
    /// <summary>Captured text stays readable in the file; it is escaped where it is shown.</summary>
    public static RecordingJson Strict { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                WriteIndented = true,
                NewLine = "\n",
                AllowDuplicateProperties = false,
                UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                RespectNullableAnnotations = true,
                RespectRequiredConstructorParameters = true,
                Converters = { new JsonStringEnumConverter<RecordingKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
            }
        );
}

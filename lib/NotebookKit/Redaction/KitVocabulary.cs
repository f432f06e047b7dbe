using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Redaction;

/// <summary>The words that the kit itself can say: those of its own code, of its
/// notebooks, of what the tools print of themselves, and a list of the field's.</summary>
/// <remarks>What a redacted record may hold is listed, not what it may not: nobody knows all the names of a customer.</remarks>
internal sealed partial class KitVocabulary
{
    private static readonly System.Buffers.SearchValues<byte> OfText = System.Buffers.SearchValues.Create([
        0,
        (byte)'\t',
        (byte)'\n',
        (byte)'\r',
        .. Enumerable.Range(' ', 95).Select(one => (byte)one),
    ]);
    private const int ShortestOfTools = 4;

    // Names of hosts that the help shows how to write: a customer's may be called so.
    private static readonly string[] OfExamples = ["web01"];
    private const string Lists = "NotebookKit.Redaction.";
    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _field;
    private readonly HashSet<string> _tools;

    private KitVocabulary(IEnumerable<string> assemblies)
    {
        foreach (string assembly in assemblies)
        {
            AddCode(assembly);
        }

        AddText(Resource("notebook-words.txt"));
        _field = new HashSet<string>(
            Resource("field-words.txt").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            StringComparer.OrdinalIgnoreCase
        );
        _tools = new HashSet<string>(WordsOf(Resource("tool-words.txt")), StringComparer.OrdinalIgnoreCase);
        _words.ExceptWith(OfExamples);
        _words.UnionWith(_field);
        _words.UnionWith(_tools);

        // Names of columns and attributes are of several words: r_await is read no more
        // on a host where somebody is called await, if that is replaced.
        _tools.UnionWith(_tools.ToArray().SelectMany(word => word.Split('-', '_', '.')).Where(atom => atom.Length >= ShortestOfTools));
    }

    /// <summary>The vocabulary of the program that runs.</summary>
    public static KitVocabulary Own { get; } =
        new(
            Directory.Exists(AppContext.BaseDirectory)
                ? new[] { typeof(KitVocabulary).Assembly, Assembly.GetEntryAssembly() }
                    .OfType<Assembly>()
                    .Select(one => Path.GetDirectoryName(one.Location))
                    .OfType<string>()
                    .Where(folder => folder.Length > 0)
                    .Distinct()
                    .SelectMany(folder => Directory.GetFiles(folder, "NotebookKit*.dll"))
                    .Where(file => !file.Contains("Tests", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                : []
        );

    /// <summary>True for a word that the kit itself can say.</summary>
    public bool Holds(string word) => _words.Contains(word) || CpuNumber().IsMatch(word);

    /// <summary>True for a word that stays within names too: what tools, the kernel and LVM add to what people chose.</summary>
    public bool IsOfField(string atom) => _field.Contains(atom) || CpuNumber().IsMatch(atom);

    /// <summary>True for a word by which the tools call what they print: replaced, nothing could be read any more.</summary>
    public bool IsOfTools(string word) => _tools.Contains(word) || IsOfField(word);

    /// <summary>The words of a text, as they are looked up.</summary>
    public static IEnumerable<string> WordsOf(string text) => Compound().Matches(text).Select(match => match.Value);

    // Names of types and members, and every text in the code: ASCII ones of bytes too, by which captures are read.
    private void AddCode(string assembly)
    {
        using FileStream file = File.OpenRead(assembly);
        using var image = new PEReader(file);
        if (!image.HasMetadata)
        {
            return;
        }

        MetadataReader metadata = image.GetMetadataReader();
        foreach (StringHandle name in Names(metadata))
        {
            AddText(metadata.GetString(name));
        }

        for (UserStringHandle at = MetadataTokens.UserStringHandle(1); !at.IsNil; at = metadata.GetNextHandle(at))
        {
            AddText(metadata.GetUserString(at));
        }

        foreach (
            FieldDefinition field in metadata
                .FieldDefinitions.Select(metadata.GetFieldDefinition)
                .Where(field => field.GetRelativeVirtualAddress() != 0)
        )
        {
            // Tables of numbers hold letters by chance, and two of them are somebody's name.
            byte[] data = Data(image, metadata, field);
            if (!data.AsSpan().ContainsAnyExcept(OfText))
            {
                AddText(Encoding.ASCII.GetString(data));
            }
        }

        Assembly? loaded = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(one => !one.IsDynamic && one.Location == assembly);
        foreach (
            string name in loaded
                ?.GetManifestResourceNames()
                .Where(name => name.EndsWith(".js", StringComparison.Ordinal) || name.EndsWith(".css", StringComparison.Ordinal))
                ?? []
        )
        {
            using var reader = new StreamReader(loaded!.GetManifestResourceStream(name)!);
            AddText(reader.ReadToEnd());
        }
    }

    private static IEnumerable<StringHandle> Names(MetadataReader metadata) =>
        [
            .. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).SelectMany(type => new[] { type.Name, type.Namespace }),
            .. metadata.TypeReferences.Select(metadata.GetTypeReference).SelectMany(type => new[] { type.Name, type.Namespace }),
            .. metadata
                .MethodDefinitions.Select(metadata.GetMethodDefinition)
                .SelectMany(method =>
                    method.GetParameters().Select(parameter => metadata.GetParameter(parameter).Name).Prepend(method.Name)
                ),
            .. metadata.MemberReferences.Select(member => metadata.GetMemberReference(member).Name),
            .. metadata.PropertyDefinitions.Select(property => metadata.GetPropertyDefinition(property).Name),
            .. metadata.FieldDefinitions.Select(field => metadata.GetFieldDefinition(field).Name),
        ];

    private static byte[] Data(PEReader image, MetadataReader metadata, FieldDefinition field)
    {
        int size = field.DecodeSignature(new SizeOfType(metadata), null);
        return size == 0 ? [] : image.GetSectionData(field.GetRelativeVirtualAddress()).GetContent(0, size).ToArray();
    }

    private void AddText(string text)
    {
        foreach (string word in WordsOf(text))
        {
            _words.Add(word);
            if (word.Contains('.', StringComparison.Ordinal))
            {
                _words.UnionWith(word.Split('.'));
            }
        }
    }

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Lists + name)!;
        return new StreamReader(stream).ReadToEnd();
    }

    // A processor, as blkparse heads its counts: "CPU0 (nvme0n1):".
    [GeneratedRegex(@"\Acpu[0-9]{1,5}\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex CpuNumber();

    /// <summary>One word: of several that are joined, each.</summary>
    [GeneratedRegex(@"[\p{L}\p{N}\p{M}]+", RegexOptions.CultureInvariant)]
    internal static partial Regex Atom();

    /// <summary>A word, or several joined by points, hyphens or underlines.</summary>
    [GeneratedRegex(@"[\p{L}\p{N}\p{M}]+(?:[._-]+[\p{L}\p{N}\p{M}]+)*", RegexOptions.CultureInvariant)]
    internal static partial Regex Compound();
}

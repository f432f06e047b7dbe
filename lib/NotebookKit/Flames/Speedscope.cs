// {"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":[{"name":"read"}]},
//  "profiles":[{"type":"sampled","name":"cp","unit":"nanoseconds","startValue":0,"endValue":2,"samples":[[0]],"weights":[2]}]}
// Spec: file-format-spec.ts of github.com/jlfwong/speedscope.
using System.Text.Json;

namespace NotebookKit.Flames;

/// <summary>Writes stacks in the format of speedscope (www.speedscope.app): one profile a process.</summary>
/// <remarks>Folded stacks have no order in time: speedscope's "left heavy" and "sandwich" views tell, its "time order" does not.</remarks>
internal static class Speedscope
{
    public static byte[] Write(Stacks stacks)
    {
        var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
            json.WriteString("exporter", "NotebookKit");
            json.WriteString("name", stacks.Account.ShownSource);
            json.WriteStartObject("shared");
            json.WriteStartArray("frames");
            for (int name = 0; name < stacks.Names.Count; name++)
            {
                json.WriteStartObject();
                json.WriteString("name", stacks.Names.Text(name));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartArray("profiles");
            foreach (
                int process in stacks.Tree.Children(0).OrderBy(node => stacks.Names.Text(stacks.Tree.Name(node)), StringComparer.Ordinal)
            )
            {
                WriteProfile(json, stacks, process);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    private static void WriteProfile(Utf8JsonWriter json, Stacks stacks, int process)
    {
        var ends = new List<int>();
        var work = new Stack<int>([process]);
        ulong whole = 0;
        while (work.TryPop(out int node))
        {
            if (stacks.Tree.SelfSamples(node) > 0)
            {
                ends.Add(node);
                whole += stacks.Tree.SelfWeight(node);
            }

            foreach (int child in stacks.Tree.Children(node))
            {
                work.Push(child);
            }
        }

        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString("name", stacks.Names.Text(stacks.Tree.Name(process)));
        json.WriteString(
            "unit",
            stacks.Unit switch
            {
                "ns" => "nanoseconds",
                "us" => "microseconds",
                _ => "none",
            }
        );
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", whole);
        json.WriteStartArray("samples");
        foreach (int end in ends)
        {
            json.WriteStartArray();
            foreach (int name in Path(stacks.Tree, end))
            {
                json.WriteNumberValue(name);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (int end in ends)
        {
            json.WriteNumberValue(stacks.Tree.SelfWeight(end));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static List<int> Path(CallTree tree, int end)
    {
        var path = new List<int>();
        for (int node = end; node != 0; node = tree.Parent(node))
        {
            path.Add(tree.Name(node));
        }

        path.Reverse();
        return path;
    }
}

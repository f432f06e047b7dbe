using System.Diagnostics;
using System.Globalization;
using NotebookKit;
using NotebookKit.Benchmarks;
using NotebookKit.Blocks;
using NotebookKit.Formats;

switch (args)
{
    case ["make-blktrace", var from, var to, var events]:
        LargeInputs.Blktrace(from, to, long.Parse(events, CultureInfo.InvariantCulture));
        return 0;
    case ["make-perf", var from, var to, var events]:
        LargeInputs.PerfScript(from, to, long.Parse(events, CultureInfo.InvariantCulture));
        return 0;
    case ["table", .. var rest]:
        string root = Path.GetFullPath(rest is [_, _, var given, ..] ? given : Environment.CurrentDirectory);
        string folder = Path.GetFullPath(rest.Length > 0 ? rest[0] : Path.Combine(Path.GetTempPath(), "notebookkit-benchmark"));
        int times = rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 5;
        Directory.CreateDirectory(folder);
        SpeedInputs.Make(root, folder);
        string table = new SpeedTable(root, folder, Path.Combine(root, "lib/bin/notebookkit"), times).Write();
        string results = Path.Combine(root, "tests/NotebookKit.Benchmarks/results");
        Directory.CreateDirectory(results);
        File.WriteAllText(Path.Combine(results, "table.md"), table);
        Console.WriteLine(table);
        return 0;
    case ["diagnosed", var inputs]:
        Directory.CreateDirectory(inputs);
        string here = Environment.CurrentDirectory;
        SpeedInputs.MakeDiagnosed(here, Path.GetFullPath(inputs));
        string diagnosed = new SpeedTable(
            here,
            Path.GetFullPath(inputs),
            Path.Combine(here, "lib/bin/notebookkit"),
            times: 7
        ).WriteDiagnosed();
        File.WriteAllText(Path.Combine(here, "tests/NotebookKit.Benchmarks/results/diagnosed.md"), diagnosed);
        Console.WriteLine(diagnosed);
        return 0;
    case ["waits", var inputFolder, .. var pairs]:
        string where = Environment.CurrentDirectory;
        Directory.CreateDirectory(inputFolder);
        SpeedInputs.Make(where, Path.GetFullPath(inputFolder));
        SpeedInputs.MakeDiagnosed(where, Path.GetFullPath(inputFolder));
        SpeedInputs.MakeStacks(where, Path.GetFullPath(inputFolder));
        string waits = new SpeedTable(
            where,
            Path.GetFullPath(inputFolder),
            Path.Combine(where, "lib/bin/notebookkit"),
            pairs is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 5
        ).WriteWaits();
        File.WriteAllText(Path.Combine(where, "tests/NotebookKit.Benchmarks/results/waits.md"), waits);
        Console.WriteLine(waits);
        return 0;
    case ["notebooks", var captures, .. var counted]:
        Directory.CreateDirectory(captures);
        string repository = Environment.CurrentDirectory;
        SpeedInputs.MakeCaptures(repository, Path.GetFullPath(captures));
        string notebooks = new NotebookTable(
            repository,
            Path.GetFullPath(captures),
            counted is [var some] ? int.Parse(some, CultureInfo.InvariantCulture) : 5
        ).Write();
        File.WriteAllText(Path.Combine(repository, "tests/NotebookKit.Benchmarks/results/notebooks.md"), notebooks);
        Console.WriteLine(notebooks);
        return 0;
    case ["make-perf-data", var from, var to, var events]:
        LargePerfData.Repeat(from, to, long.Parse(events, CultureInfo.InvariantCulture));
        return 0;
    case ["summarize", var path]:
        StreamingSummary summary = StreamingSummary.Read(path);
        Console.WriteLine(summary.Account);
        Console.WriteLine(summary.ToDataFrame());
        return 0;
    case ["read", var path]:
        var watch = Stopwatch.StartNew();
        BlockCapture capture = CaptureReader.Read(path);
        Console.WriteLine($"{capture.Dialect}: {capture.Events.Count} events, {watch.ElapsedMilliseconds} ms");
        return 0;
    case ["stream", var path]:
        var clock = Stopwatch.StartNew();
        long count = 0;
        ReadAccount account = CaptureReader.Stream(path, chunk => count += chunk.Count);
        Console.WriteLine($"{account.Read} lines, {count} events, {account.SkippedCount} skipped, {clock.ElapsedMilliseconds} ms");
        return 0;
    case ["stream", var path, var threads, var blockBytes]:
        var timer = Stopwatch.StartNew();
        long total = 0;
        BlockCapture empty = BlkparseText.Empty(path);
        BlkparseText.Run(
            File.OpenRead(path),
            empty,
            chunk => total += chunk.Count,
            int.Parse(threads, CultureInfo.InvariantCulture),
            int.Parse(blockBytes, CultureInfo.InvariantCulture)
        );
        Console.WriteLine($"{empty.Account.Read} lines, {total} events, {timer.ElapsedMilliseconds} ms");
        return 0;
    case ["parse-alone", var path, var blockBytes]:
        ParseAlone.Run(path, int.Parse(blockBytes, CultureInfo.InvariantCulture));
        return 0;
    case ["follow-alone", var path]:
        FollowAlone.Run(path);
        return 0;
    case ["decode-alone", var path]:
        DecodeAlone.Run(path);
        return 0;
    case ["make-stacks", var from, var to, var samples]:
        LargeInputs.Stacks([.. from.Split(',').Select(File.ReadAllBytes)], to, long.Parse(samples, CultureInfo.InvariantCulture));
        return 0;
    case ["fold", .. var options, var path]:
        Console.Error.WriteLine(Folding.Run(path, options, Console.OpenStandardOutput()));
        return 0;
    case ["frames", var runs]:
        string frames = FrameTable.Write(int.Parse(runs, CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(Environment.CurrentDirectory, "tests/NotebookKit.Benchmarks/results/frames.md"), frames);
        Console.Write(frames);
        return 0;
    case ["sql", var runs]:
        string queries = SqlTable.Write(int.Parse(runs, CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(Environment.CurrentDirectory, "tests/NotebookKit.Benchmarks/results/sql.md"), queries);
        Console.Write(queries);
        return 0;
    case ["frames-alone", var side, var rows, var turns]:
        FrameRuns.Run(side == "ours", int.Parse(rows, CultureInfo.InvariantCulture), int.Parse(turns, CultureInfo.InvariantCulture));
        return 0;
    case ["match", var path, var events]:
        MatchAlone.Run(path, long.Parse(events, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: table [FOLDER [PAIRS [REPOSITORY]]] | diagnosed FOLDER | waits FOLDER [PAIRS] | notebooks FOLDER [TIMES] | summarize PATH | read PATH | stream PATH | match PATH EVENTS | parse-alone PATH BLOCKBYTES | follow-alone PATH | decode-alone PATH | frames TIMES | sql TIMES | frames-alone ours|package ROWS TIMES"
                + " | make-perf-data FROM TO EVENTS | make-blktrace FROM TO EVENTS | make-perf FROM TO EVENTS | make-stacks FROM TO SAMPLES | fold [--pid --tid --kernel --jit --addrs --event-filter=E] PATH"
        );
        return 2;
}

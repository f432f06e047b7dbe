using NotebookKit.Display;

namespace NotebookKit.Formats;

/// <summary>The histograms that <c>biolatency</c> printed: sums of I/Os by latency, and no single one.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class HistogramCapture : TableCapture
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string TextDialect = "biolatency text";

    internal HistogramCapture(IReadOnlyList<HistogramBucket> buckets, ReadAccount account)
        : base(account) => Buckets = buckets;

    /// <summary>The buckets, in the order of the file.</summary>
    public IReadOnlyList<HistogramBucket> Buckets { get; }

    /// <summary>The same by what they are of; of several printed one after another all together.</summary>
    public IReadOnlyList<HistogramBucket[]> Histograms =>
        field ??= [
            .. Buckets
                .GroupBy(bucket => (bucket.Of, bucket.Unit))
                .Select(one =>
                    one.GroupBy(bucket => (bucket.From, bucket.To))
                        .Select(same => same.First() with { Count = same.Sum(bucket => bucket.Count) })
                        .OrderBy(bucket => bucket.From ?? double.NegativeInfinity)
                        .ToArray()
                ),
        ];

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or nothing of the kind.</exception>
    public static HistogramCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = TextDialect, Source = source };
        var reader = new HistogramLineReader(account);
        reader.ReadAll(stream);
        return new HistogramCapture(reader.Buckets, account);
    }

    /// <summary>The bucket in which a share of the I/Os is reached; null where there are none.</summary>
    public static HistogramBucket? At(HistogramBucket[] histogram, double share)
    {
        double left = share * histogram.Sum(bucket => bucket.Count);
        return histogram.Any(bucket => bucket.Count > 0)
            ? histogram.First(bucket => bucket.Count > 0 && (left -= bucket.Count) <= 0)
            : null;
    }

    /// <summary>One row a bucket, with the share of I/Os up to its end.</summary>
    public override ResultTable ToTable()
    {
        (HistogramBucket Bucket, double UpTo)[] rows =
        [
            .. Histograms.SelectMany(one =>
            {
                double all = Math.Max(1, one.Sum(bucket => bucket.Count));
                long sum = 0;
                return one.Select(bucket => (bucket, 100 * (sum += bucket.Count) / all));
            }),
        ];
        return new ResultTable()
            .Text("of", rows.Select(row => row.Bucket.Of))
            .Text("unit", rows.Select(row => row.Bucket.Unit))
            .Real("from", rows.Select(row => row.Bucket.From))
            .Real("below", rows.Select(row => row.Bucket.To))
            .Count("N", rows.Select(row => (long?)row.Bucket.Count))
            .Real("up to here", rows.Select(row => (double?)row.UpTo), "%")
            .Titled("What biolatency printed", $"Sums by powers of two: a quantile is known to a bucket. {AccountText.Of(Account)}");
    }
}

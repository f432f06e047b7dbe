using System.Globalization;
using System.Text.Json.Nodes;

namespace NotebookKit.Plots;

/// <summary>One axis of plotly JSON: what kind of values stand on it, and where.</summary>
internal sealed class PlotlyAxis
{
    // More names than this cannot be read below one another.
    private const int MostPlaces = 60;

    private readonly JsonObject _settings;
    private readonly bool _upwards;
    private readonly List<PlotlyValues> _seen = [];
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private double[] _numbers = [];
    private double _start;

    /// <summary>An axis with its settings in the layout; null for none.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="upwards">True for a vertical axis: plotly counts its places from below, our figures from above.</param>
    public PlotlyAxis(JsonNode? settings, bool upwards = false)
    {
        _settings = settings as JsonObject ?? [];
        _upwards =
            upwards
            && !(
                ModernPlotly.Text(_settings["autorange"]) == "reversed"
                || (_settings["range"] is JsonArray { Count: 2 } range && PlotlyValues.Number(range[0]) > PlotlyValues.Number(range[1]))
            );
    }

    /// <summary>True where every value has a place of its own, with a name.</summary>
    public bool IsNamed { get; private set; }

    /// <summary>True where the places run the other way than plotly's.</summary>
    public bool IsTurned => IsNamed && _upwards;

    /// <summary>True for a logarithmic axis.</summary>
    public bool IsLog => ModernPlotly.Text(_settings["type"]) == "log";

    /// <summary>The names, by place.</summary>
    public IReadOnlyList<string> Names => IsTurned ? [.. _names.AsEnumerable().Reverse()] : _names;

    /// <summary>Takes values that will stand on the axis.</summary>
    public void Learn(PlotlyValues values) => _seen.Add(values);

    /// <summary>Decides what the axis is, when all values are known.</summary>
    /// <param name="bars">True where bars stand on it: those of a few numbers get names.</param>
    public void Settle(bool bars)
    {
        if (Given() is { } given)
        {
            IsNamed = true;
            _names.AddRange(given);
            _numbers = [.. Enumerable.Range(0, given.Length).Select(i => (double)i)];
            return;
        }

        IsNamed = ModernPlotly.Text(_settings["type"]) == "category" || _seen.Exists(values => values.Kind == ValueKind.Names);
        _numbers = [.. _seen.SelectMany(values => values.Numbers).Where(double.IsFinite).Distinct().Order()];
        if (!IsNamed && bars && _numbers.Length is > 0 and <= MostPlaces)
        {
            IsNamed = true;
            _names.AddRange(_numbers.Select(number => IsDate ? Day(number) : Num.Text(number)));
            return;
        }

        _start = IsDate && _numbers.Length > 0 ? _numbers[0] : 0;
        _numbers = [];
        foreach (PlotlyValues values in IsNamed ? _seen : [])
        {
            for (int i = 0; i < values.Count; i++)
            {
                if (_places.TryAdd(values.Name(i), _names.Count))
                {
                    _names.Add(values.Name(i));
                }
            }
        }
    }

    /// <summary>Where values stand.</summary>
    public double[] At(PlotlyValues values) =>
        [
            .. Enumerable
                .Range(0, values.Count)
                .Select(i =>
                    Turn(
                        _numbers.Length > 0 ? Between(values.Numbers[i])
                        : IsNamed ? _places[values.Name(i)]
                        : values.Numbers[i] - _start
                    )
                ),
        ];

    /// <summary>Where one value stands, such as a mark's; NaN where it is none of this axis.</summary>
    public double At(JsonNode? value)
    {
        var one = PlotlyValues.Of(new JsonArray(value?.DeepClone()))!;
        return Turn(
            _numbers.Length > 0 ? Between(one.Numbers[0])
            : IsNamed && one.Kind == ValueKind.Names
                ? _places.GetValueOrDefault(one.Name(0), -1) is >= 0 and var place ? place
                    : double.NaN
            : one.Numbers[0] - (one.Kind == ValueKind.Dates ? _start : 0)
        );
    }

    /// <summary>The axis as our figures have it.</summary>
    public Axis ToAxis()
    {
        string title = PlotlyText.Line(ModernPlotly.Text(_settings["title"]?["text"]));
        if (IsNamed)
        {
            return new Axis { Title = title, Categories = [.. Names] };
        }

        // Our figures say themselves that an axis is logarithmic.
        title = IsLog
            ? title.Replace(", log scale)", ")", StringComparison.Ordinal).Replace(" (log scale)", "", StringComparison.Ordinal)
            : title;
        (double? min, double? max) = Range();
        string since = string.Create(CultureInfo.InvariantCulture, $"since {DateTime.UnixEpoch.AddSeconds(_start):yyyy-MM-dd HH:mm:ss}");
        return new Axis
        {
            Title =
                !IsDate ? title
                : title.Length == 0 ? since
                : $"{title}, {since}",
            Unit = IsDate ? "s" : "",
            Log = IsLog && !IsDate,
            Percent = ModernPlotly.Text(_settings["tickformat"])?.EndsWith('%') == true,
            Min = min,
            Max = max,
        };
    }

    // Places with names of their own: 0, 1, 2, ..., each with a text.
    private string[]? Given() =>
        _settings["tickvals"] is JsonArray values
        && _settings["ticktext"] is JsonArray texts
        && values.Count == texts.Count
        && values.Index().All(entry => PlotlyValues.Number(entry.Item) == entry.Index)
            ? [.. texts.Select(text => PlotlyText.Line(text?.ToString()))]
            : null;

    private double Turn(double place) => IsTurned ? _names.Count - 1 - place : place;

    private bool IsDate => _seen.Exists(values => values.Kind == ValueKind.Dates);

    private (double? Min, double? Max) Range()
    {
        if (
            IsDate
            || _settings["range"] is not JsonArray { Count: 2 } range
            || PlotlyValues.Number(range[0]) is not { } from
            || PlotlyValues.Number(range[1]) is not { } to
        )
        {
            return (null, null);
        }

        (double low, double high) = (Math.Min(from, to), Math.Max(from, to));
        return IsLog ? (Math.Pow(10, low), Math.Pow(10, high)) : (low, high);
    }

    private double Between(double number)
    {
        int at = Array.BinarySearch(_numbers, number);
        if (at >= 0 || double.IsNaN(number))
        {
            return at >= 0 ? at : double.NaN;
        }

        at = Math.Clamp(~at, 1, Math.Max(1, _numbers.Length - 1));
        return _numbers.Length == 1
            ? number < _numbers[0]
                ? -0.5
                : 0.5
            : at - 1 + ((number - _numbers[at - 1]) / (_numbers[at] - _numbers[at - 1]));
    }

    private static string Day(double seconds)
    {
        DateTime time = DateTime.UnixEpoch.AddSeconds(seconds);
        return time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}

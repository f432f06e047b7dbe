using System.Globalization;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Tests.Formatting;

public class ValueFormatterTests
{
    [Fact]
    public void A_type_that_says_how_it_is_shown_gives_its_bundle_in_its_order()
    {
        MimeBundle bundle = ValueFormatter.Format(new Shown());

        Assert.Equal(["application/x+json", "text/html", "text/plain"], bundle.Select(form => form.Key));
        Assert.Equal("{\"a\":1}", bundle["application/x+json"]);
    }

    [Fact]
    public void Hostile_texts_are_escaped_everywhere_but_in_marked_html()
    {
        const string Hostile = "<script>alert(1)</script>";
        object[] values =
        [
            new[] { Hostile },
            new Dictionary<string, string> { [Hostile] = Hostile },
            new { Name = Hostile },
            new[] { new { Name = Hostile } },
        ];

        Assert.All(values, value => Assert.DoesNotContain("<script", ValueFormatter.Format(value)["text/html"]!, StringComparison.Ordinal));
        Assert.Equal(Hostile, ValueFormatter.Format(new HtmlString(Hostile))["text/html"]);
    }

    [Fact]
    public void Long_sequences_are_cut_and_say_how_much()
    {
        MimeBundle bundle = ValueFormatter.Format(Enumerable.Range(0, 1_000_000).ToArray());

        Assert.Contains("999,980 more", bundle["text/html"]!, StringComparison.Ordinal);
        Assert.Contains("999980 more", bundle["text/plain"]!, StringComparison.Ordinal);
        Assert.Contains("… and more", ValueFormatter.Format(Forever())["text/html"]!, StringComparison.Ordinal);

        static IEnumerable<int> Forever()
        {
            while (true)
            {
                yield return 1;
            }
        }
    }

    [Fact]
    public void Everyday_values_read_well_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("1.5", ValueFormatter.Format(1.5)["text/plain"]);
            Assert.Equal(
                "2026-11-22T10:00:00.0000000Z",
                ValueFormatter.Format(new DateTime(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc))["text/plain"]
            );
            Assert.Equal("byte[3] 01ff00", ValueFormatter.Format(new byte[] { 1, 255, 0 })["text/plain"]);
            Assert.Equal("(1, x)", ValueFormatter.Format((1, "x"))["text/plain"]);
            Assert.Equal("Task (RanToCompletion)", ValueFormatter.Format(Task.CompletedTask)["text/plain"]);
            Assert.Equal("Task (RanToCompletion): 42", ValueFormatter.Format(Task.FromResult(42))["text/plain"]);
            Assert.Equal("Task (WaitingForActivation)", ValueFormatter.Format(new TaskCompletionSource<int>().Task)["text/plain"]);
            Assert.Equal(
                "Task (Faulted): System.InvalidOperationException: no",
                ValueFormatter.Format(Task.FromException(new InvalidOperationException("no")))["text/plain"]
            );
            Assert.Equal("System.ArgumentException: no", ValueFormatter.Format(new ArgumentException("no"))["text/plain"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_property_that_throws_does_not_hide_the_others()
    {
        string html = ValueFormatter.Format(new Throwing())["text/html"]!;

        Assert.Contains("InvalidOperationException: broken", html, StringComparison.Ordinal);
        Assert.Contains("fine", html, StringComparison.Ordinal);
    }

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class TypeFormatterSourceAttribute(Type source) : Attribute
    {
        public Type FormatterSourceType { get; } = source;

        public string[]? PreferredMimeTypes { get; set; }
    }

    [TypeFormatterSource(typeof(Source), PreferredMimeTypes = ["application/x+json", "text/html"])]
    private sealed class Shown
    {
        public override string ToString() => "shown";
    }

    private sealed class Source
    {
        public IEnumerable<object> CreateTypeFormatters() =>
            [new One("text/html", "<i>x</i>"), new One("application/x+json", "{\"a\":1}"), new One("image/png", "never")];
    }

    private sealed class One(string mime, string text)
    {
        public string MimeType { get; } = mime;

        public bool Format(object value, TextWriter writer)
        {
            writer.Write(text);
            return value is Shown;
        }
    }

    private sealed class Throwing
    {
        public string Good => "fine";

        public string Bad => throw new InvalidOperationException("broken");
    }
}

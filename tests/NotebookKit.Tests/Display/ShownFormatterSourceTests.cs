using System.Reflection;
using NotebookKit.Display;

namespace NotebookKit.Tests.Display;

public class ShownFormatterSourceTests
{
    // A host asks for every mime type that a type names: whoever names one that nobody writes leaves an empty cell.
    [Fact]
    public void Every_type_that_shows_itself_says_what()
    {
        (Type Type, TypeFormatterSourceAttribute Mark)[] marked =
        [
            .. typeof(ResultTable)
                .Assembly.GetTypes()
                .Select(type => (type, type.GetCustomAttribute<TypeFormatterSourceAttribute>(inherit: false)))
                .Where(pair => pair.Item2 is not null)
                .Select(pair => (pair.type, pair.Item2!)),
        ];

        Assert.True(marked.Length > 50, $"{marked.Length} types");
        Assert.All(
            marked,
            pair =>
            {
                Assert.Equal(typeof(ShownFormatterSource), pair.Mark.FormatterSourceType);
                Assert.Empty(pair.Mark.PreferredMimeTypes.Except(MimeTypes.All));
                bool shown = typeof(IShown).IsAssignableFrom(pair.Type);
                Assert.True(shown || typeof(ITabled).IsAssignableFrom(pair.Type), $"{pair.Type} is neither IShown nor ITabled");
            }
        );
    }

    [Fact]
    public void A_form_that_a_value_has_not_is_refused_and_nothing_is_written()
    {
        Assert.Equal((false, ""), Shown(new Markdown("*one*"), MimeTypes.Html));
        Assert.Equal((true, "*one*"), Shown(new Markdown("*one*"), MimeTypes.Markdown));
        Assert.Equal((true, "*one*"), Shown(new Markdown("*one*"), MimeTypes.Text));
        Assert.Equal((false, ""), Shown(new Findings(), MimeTypes.Markdown));
        Assert.Equal((true, new Findings().ToJson()), Shown(new Findings(), MimeTypes.Findings));
        Assert.Equal((false, ""), Shown("a stranger's value", MimeTypes.Text));
    }

    private static (bool Written, string Text) Shown(object value, string mime)
    {
        using var writer = new StringWriter();
        bool written = new ShownFormatterSource()
            .CreateTypeFormatters()
            .OfType<MimeFormatter>()
            .Single(form => form.MimeType == mime)
            .Format(value, writer);
        return (written, writer.ToString());
    }
}

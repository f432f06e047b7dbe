using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Tests.Formatting;

public sealed class TextWrapTests
{
    [Fact]
    public void Lines_break_between_words_and_what_is_broken_off_is_set_in() =>
        Assert.Equal(
            "label     one two\n          three\n  own set in as it\n  was\n",
            TextWrap.To("label     one two three\n  own set in as it was\n", 20, 10)
        );

    [Fact]
    public void Colours_take_no_room_and_a_word_too_long_stays_whole()
    {
        Assert.Equal("\e[36mlabel     \e[0mone two\n          three", TextWrap.To("\e[36mlabel     \e[0mone two three", 20, 10));
        Assert.Equal("a-word-that-is-longer-than-the-line", TextWrap.To("a-word-that-is-longer-than-the-line", 18, 4));
    }

    [Fact]
    public void What_fits_is_left_as_it_is() => Assert.Equal("one two\n\nthree\n", TextWrap.To("one two\n\nthree\n", 80, 10));

    [Theory, InlineData(40), InlineData(60), InlineData(80)]
    public void No_word_is_lost_and_no_line_that_can_be_broken_is_too_long(int width)
    {
        string text = string.Join(' ', Enumerable.Range(0, 400).Select(i => new string('x', 1 + (i * 7 % 19))));

        string wrapped = TextWrap.To(text, width, 6);

        Assert.Equal(text.Split(' '), wrapped.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.All(wrapped.Split('\n'), line => Assert.InRange(line.Length, 1, width));
    }
}

namespace NotebookKit.Tests.Capture;

public sealed class IostatVersionTests
{
    [Theory]
    [
        InlineData("9.0.4", false),
        InlineData("10.2.0", false),
        InlineData("11.0.5", false),
        InlineData("11.2.0", false),
        InlineData("11.5.0", false),
        InlineData(null, false),
        InlineData("none", false)
    ]
    [InlineData("11.5.1", true), InlineData("12.6.1", true), InlineData("100.0", true)]
    public void JSON_is_asked_of_versions_that_have_it(string? version, bool json) =>
        Assert.Equal(json, IostatCaptureTool.PrintsJson(version));
}

using NotebookKit;
using NotebookKit.Display;
using NotebookKit.Plots;

[assembly: Shows(
    "XPlot.Plotly.PlotlyChart",
    typeof(XPlotFormatterSource),
    PreferredMimeTypes = [Figure.PlotlyMimeType, StaticPicture.AnyImage, StaticPicture.DrawingMimeType, "text/plain"]
)]

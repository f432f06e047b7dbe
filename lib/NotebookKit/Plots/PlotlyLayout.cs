using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>The layout of a figure with plotly's names: title, axes, shapes, annotations.</summary>
internal sealed class PlotlyLayout(JsonFields fields, Figure figure, PanelView[] views, PanelGrid grid, string thinned)
{
    internal const string Font = "Helvetica Neue, Helvetica, Arial, sans-serif";

    // The page shows through.
    internal const string Clear = "rgba(0,0,0,0)";

    // So many ticks of one fit an axis.
    private const double MostSteps = 12;

    private readonly FigureLayout _layout = figure.Layout;

    public void Write()
    {
        var json = fields.Json;
        json.WriteStartObject("title");
        var subtitle =
            _layout.Subtitle.Length == 0
                ? ""
                : $"<br><span style=\"font-size:13px;color:{SvgCanvas.Soft}\">{JsonFields.Safe(_layout.Subtitle)}</span>";
        json.WriteString("text", JsonFields.Safe(_layout.Title) + subtitle);
        fields.Number("x", 0);
        json.WriteString("xref", "container");
        json.WriteString("xanchor", "left");
        fields.Number("y", 1);
        json.WriteString("yref", "container");
        json.WriteString("yanchor", "top");
        json.WriteStartObject("pad");
        // plotly aligns the first line of a title of two by the middle of both.
        fields.Number("t", _layout.Subtitle.Length > 0 ? 28 : 16);
        fields.Number("l", 18);
        json.WriteEndObject();
        json.WriteEndObject();
        FontOf("font", 12, PageColors.Neutral);
        fields.Number("width", _layout.Width);
        fields.Number("height", grid.Height);
        json.WriteString("paper_bgcolor", Clear);
        json.WriteString("plot_bgcolor", Clear);
        if (views.Any(v => v.Histograms.Length > 0 && !v.Panel.X.Log))
            json.WriteString("barmode", "overlay");
        else if (figure.Panels.Any(p => p.Series.Any(t => t is BarSeries)))
            json.WriteString("barmode", _layout.BarMode);
        json.WriteString("hovermode", "closest");
        json.WriteBoolean("showlegend", grid.HasLegend);
        if (grid.HasLegend)
        {
            json.WriteStartObject("legend");
            json.WriteString("orientation", "h");
            fields.Number("x", 0);
            fields.Number("y", 1 + grid.Above / grid.Plots.Height);
            json.WriteString("xanchor", "left");
            json.WriteString("yanchor", "bottom");
            json.WriteEndObject();
        }
        json.WriteStartObject("margin");
        foreach (var (side, pixels) in new[] { ("l", PanelGrid.Left), ("r", PanelGrid.Right), ("t", grid.Top), ("b", PanelGrid.Bottom) })
            fields.Number(side, pixels);
        json.WriteEndObject();
        for (var i = 0; i < views.Length; i++)
            Axes(i);
        json.WriteStartArray("shapes");
        for (var i = 0; i < views.Length; i++)
            Shapes(i);
        json.WriteEndArray();
        json.WriteStartArray("annotations");
        for (var i = 0; i < views.Length; i++)
            Annotations(i);
        Note();
        json.WriteEndArray();
    }

    private static string Suffix(int index) => index == 0 ? "" : Num.Whole(index + 1);

    private void FontOf(string name, double size, string color)
    {
        fields.Json.WriteStartObject(name);
        fields.Json.WriteString("family", Font);
        fields.Number("size", size);
        fields.Json.WriteString("color", color);
        fields.Json.WriteEndObject();
    }

    private void Axes(int index)
    {
        var (x0, x1, y0, y1) = grid.Domain(index);
        var (panel, view) = (views[index].Panel, views[index]);
        Axis(
            "xaxis" + Suffix(index),
            panel.X,
            view.X,
            view.XWhole,
            x0,
            x1,
            "y" + Suffix(index),
            _layout.ShareX && index > 0 ? "x" : null,
            panel.Diagram,
            true,
            !_layout.ShareX || index + grid.Columns >= views.Length
        );
        Axis(
            "yaxis" + Suffix(index),
            panel.Y,
            view.Y,
            view.YWhole,
            y0,
            y1,
            "x" + Suffix(index),
            _layout.ShareY && index > 0 ? "y" : null,
            panel.Diagram,
            false,
            !_layout.ShareY || index % grid.Columns == 0
        );
    }

    private void Axis(
        string name,
        Axis axis,
        Scale scale,
        bool whole,
        double from,
        double to,
        string anchor,
        string? matches,
        LayerDiagram? diagram,
        bool x,
        bool labels
    )
    {
        var json = fields.Json;
        json.WriteStartObject(name);
        if (diagram is not null)
        {
            var size = new LayerLayout(diagram);
            json.WriteString("type", "linear");
            json.WriteBoolean("visible", false);
            fields.Numbers("range", x ? [-10, Math.Max(size.Width + 10, _layout.Width - 120)] : [size.Height + 10, -10]);
            fields.Numbers("domain", [from, to]);
            json.WriteString("anchor", anchor);
            json.WriteEndObject();
            return;
        }
        json.WriteStartObject("title");
        var aside = string.Join(", ", new[] { TimeUnit.Spelled(axis.Unit), axis.Log ? "log scale" : "" }.Where(t => t.Length > 0));
        fields.Text(
            "text",
            !labels ? ""
                : aside.Length == 0 ? axis.Title
                : $"{axis.Title} ({aside})".TrimStart()
        );
        json.WriteEndObject();
        json.WriteString("type", axis.Log ? "log" : "linear");
        double low = axis.Log ? Math.Log10(scale.Min) : scale.Min,
            high = axis.Log ? Math.Log10(scale.Max) : scale.Max;
        if (!x && axis.Categories is not null)
            (low, high) = (high, low);
        fields.Numbers("range", [low, high]);
        fields.Numbers("domain", [from, to]);
        json.WriteString("anchor", anchor);
        if (matches is not null)
            json.WriteString("matches", matches);
        json.WriteString("gridcolor", SvgCanvas.Grid);
        json.WriteString("linecolor", SvgCanvas.AxisLine);
        json.WriteBoolean("zeroline", false);
        json.WriteBoolean("automargin", true);
        json.WriteString("ticks", "outside");
        if (!labels)
            json.WriteBoolean("showticklabels", false);
        if (axis.Categories is { } names)
            Named(Enumerable.Range(0, names.Length).Select(i => (double)i), names);
        else if (axis.Log && TimeUnit.IsTime(axis.Unit))
        {
            // All decades of time that occur, so that the labels stay right when a reader zooms out.
            double[] decades = [.. Enumerable.Range(-9, 15).Select(e => Math.Pow(10, e))];
            Named(decades, [.. decades.Select(v => TimeUnit.Text(v, axis.Unit))]);
        }
        else if (axis.Percent)
            json.WriteString("tickformat", ".0%");
        // plotly's own steps are whole from about ten on.
        else if (whole && !axis.Log && Ticks.IsCount(axis) && scale.Max - scale.Min <= MostSteps)
            fields.Number("dtick", 1);
        json.WriteEndObject();
    }

    private void Named(IEnumerable<double> values, string[] labels)
    {
        fields.Json.WriteString("tickmode", "array");
        fields.Numbers("tickvals", values);
        fields.Texts("ticktext", labels);
    }

    private void Shapes(int index)
    {
        var s = Suffix(index);
        foreach (var mark in views[index].Panel.Marks)
        {
            if (mark is ReferenceLine { Vertical: true } v)
                Shape("line", "x" + s, v.At, v.At, $"y{s} domain", 0, 1);
            else if (mark is ReferenceLine h)
                Shape("line", $"x{s} domain", 0, 1, "y" + s, h.At, h.At);
            else if (mark is ShadedSpan { Vertical: true } w)
                Shape("rect", "x" + s, w.From, w.To, $"y{s} domain", 0, 1);
            else if (mark is ShadedSpan y)
                Shape("rect", $"x{s} domain", 0, 1, "y" + s, y.From, y.To);
        }
        if (views[index].Panel.Diagram is not { } diagram)
            return;
        var layers = new LayerLayout(diagram);
        foreach (var (box, at) in layers.Boxes)
            Shape("rect", "x" + s, at.X, at.Right, "y" + s, at.Y, at.Bottom, SvgLayers.Fill(box), 1);
    }

    private void Shape(
        string type,
        string xref,
        double x0,
        double x1,
        string yref,
        double y0,
        double y1,
        string fill = PageColors.Shade,
        double border = 0
    )
    {
        var json = fields.Json;
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("xref", xref);
        fields.Number("x0", x0);
        fields.Number("x1", x1);
        json.WriteString("yref", yref);
        fields.Number("y0", y0);
        fields.Number("y1", y1);
        json.WriteString("layer", type == "rect" ? "below" : "above");
        json.WriteStartObject("line");
        if (type == "line")
            border = 1.2;
        if (border > 0)
            json.WriteString("color", type == "line" ? SvgCanvas.Soft : SvgCanvas.AxisLine);
        fields.Number("width", border);
        if (type == "line")
            json.WriteString("dash", "4px,3px");
        json.WriteEndObject();
        if (type == "rect")
            json.WriteString("fillcolor", fill);
        json.WriteEndObject();
    }

    private void Annotations(int index)
    {
        var s = Suffix(index);
        var panel = views[index].Panel;
        if (views.Length > 1 && panel.Title.Length > 0)
            Text(
                "<b>" + JsonFields.Safe(TextWidth.Fit(panel.Title, 13.5, (_layout.Width - 120) / grid.Columns)) + "</b>",
                $"x{s} domain",
                0,
                $"y{s} domain",
                1,
                "left",
                "bottom"
            );
        if (views[index].Empty)
            Text("no data", $"x{s} domain", 0.5, $"y{s} domain", 0.5, "center");
        var outside = EndLabels.AreOutside(views[index]);
        if (outside)
            EndLabelsOf(index);
        foreach (var mark in panel.Marks.Where(m => m.Label.Length > 0))
        {
            if (outside && mark is ReferenceLine { Vertical: false } or ShadedSpan { Vertical: false })
                continue;
            var label = JsonFields.Safe(mark.Label);
            if (mark is ReferenceLine { Vertical: true } v)
                Text(label, "x" + s, On(panel.X, v.At), $"y{s} domain", 1, "center", "bottom");
            else if (mark is ReferenceLine h)
                Text(label, $"x{s} domain", 1, "y" + s, On(panel.Y, h.At), "right", "bottom");
            else if (mark is ShadedSpan { Vertical: true } w)
                Text(label, "x" + s, (On(panel.X, w.From) + On(panel.X, w.To)) / 2, $"y{s} domain", 1, "center", "bottom");
            else if (mark is ShadedSpan y)
                Text(label, $"x{s} domain", 1, "y" + s, On(panel.Y, y.To), "right", "top");
            else if (mark is Callout a)
                Text(label, "x" + s, On(panel.X, a.X), "y" + s, On(panel.Y, a.Y), "left", "auto", true);
        }
        if (panel.Diagram is not { } diagram)
            return;
        var layers = new LayerLayout(diagram);
        foreach (var (box, at) in layers.Boxes)
        {
            var role = box.Role.Length > 0 ? "  " + JsonFields.Safe(box.Role) : "";
            var text = box.Text.Length > 0 ? "<br>" + JsonFields.Safe(box.Text) : "";
            Text($"<b>{JsonFields.Safe(box.Device)}</b>{role}{text}", "x" + s, at.MiddleX, "y" + s, at.Y + at.Height / 2, "center");
        }
        foreach (var (edge, x1, y1, x2, y2) in layers.Edges)
        {
            Arrow(s, x1, y1, x2, y2);
            if (edge.Label.Length == 0)
                continue;
            var (x, y, begins) = layers.LabelPlace(edge, x1, y1, x2, y2);
            Text(JsonFields.Safe(edge.Label), "x" + s, x, "y" + s, y, begins ? "left" : "right", "bottom");
        }
    }

    private void EndLabelsOf(int index)
    {
        var (s, (_, _, bottom, top)) = (Suffix(index), grid.Domain(index));
        var scale = views[index].Y.Onto((top - bottom) * grid.Plots.Height, 0);
        foreach (var (lines, middle, _) in EndLabels.Place(views[index], scale))
            Text(
                string.Join("<br>", lines.Select(JsonFields.Safe)),
                $"x{s} domain",
                1,
                $"y{s} domain",
                1 - middle / scale.From,
                "left",
                "middle",
                size: EndLabels.Size
            );
    }

    // Annotations on a logarithmic axis are placed by the logarithm (plotly layout.annotations.x); shapes are not.
    private static double On(Axis axis, double value) => axis.Log ? Math.Log10(value) : value;

    private void Text(
        string html,
        string xref,
        double x,
        string yref,
        double y,
        string xanchor,
        string yanchor = "auto",
        bool arrow = false,
        double size = 0
    )
    {
        var json = fields.Json;
        json.WriteStartObject();
        json.WriteString("text", html);
        json.WriteString("xref", xref);
        fields.Number("x", x);
        json.WriteString("yref", yref);
        fields.Number("y", y);
        json.WriteString("xanchor", xanchor);
        json.WriteString("yanchor", yanchor);
        json.WriteBoolean("showarrow", arrow);
        if (size > 0)
        {
            json.WriteString("align", "left");
            fields.Number("xshift", 6);
            FontOf("font", size, SvgCanvas.Soft);
        }
        json.WriteEndObject();
    }

    private void Arrow(string suffix, double x1, double y1, double x2, double y2)
    {
        var json = fields.Json;
        json.WriteStartObject();
        json.WriteString("text", "");
        json.WriteString("xref", "x" + suffix);
        fields.Number("x", x2);
        json.WriteString("yref", "y" + suffix);
        fields.Number("y", y2);
        json.WriteBoolean("showarrow", true);
        json.WriteString("axref", "x" + suffix);
        fields.Number("ax", x1);
        json.WriteString("ayref", "y" + suffix);
        fields.Number("ay", y1);
        json.WriteString("arrowcolor", SvgCanvas.AxisLine);
        json.WriteEndObject();
    }

    private void Note()
    {
        var text = string.Join(
            " ",
            new[] { _layout.Note }.Concat(views.SelectMany(v => v.Notes).Distinct()).Append(thinned).Where(n => n.Length > 0)
        );
        if (text.Length == 0)
            return;
        // plotly does not break lines by itself, and the text starts where the plots do: right of the names down the left edge.
        var names = views[0].Panel.Y.Categories is { Length: > 0 } down ? down.Max(name => TextWidth.Of(name, 12)) : 0;
        var lines = TextWidth.Wrap(text, 11, Math.Max(200, _layout.Width - 110 - Math.Max(0, names - 40))).Select(JsonFields.Safe);
        var json = fields.Json;
        json.WriteStartObject();
        json.WriteString("text", string.Join("<br>", lines));
        json.WriteString("xref", "paper");
        fields.Number("x", 0);
        json.WriteString("yref", "paper");
        fields.Number("y", 0);
        fields.Number("yshift", -62);
        json.WriteString("xanchor", "left");
        json.WriteString("yanchor", "top");
        json.WriteString("align", "left");
        json.WriteBoolean("showarrow", false);
        FontOf("font", 11, SvgCanvas.Soft);
        json.WriteEndObject();
    }
}

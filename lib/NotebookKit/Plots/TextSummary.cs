using System.Text;

namespace NotebookKit.Plots;

/// <summary>A figure in words: for terminals, diffs and screen readers.</summary>
internal static class TextSummary
{
    public static string Write(Figure figure)
    {
        var text = new StringBuilder();
        Line(text, figure.Layout.Title.Length > 0 ? figure.Layout.Title : "(untitled figure)");
        Line(text, figure.Layout.Subtitle);
        foreach (var view in PanelView.For(figure))
        {
            var panel = view.Panel;
            if (figure.Panels.Count > 1)
                Line(text, "[" + panel.Title + "]");
            if (panel.Diagram is { } diagram)
                Layers(text, diagram);
            else
            {
                Line(text, $"x: {Describe(panel.X)}; y: {Describe(panel.Y)}");
                foreach (var trace in panel.Series)
                    Series(text, panel, trace);
                if (view.Empty)
                    Line(text, "no data");
                foreach (var mark in panel.Marks.Where(m => m.Label.Length > 0))
                    Line(text, "  marked: " + mark.Label);
            }
            foreach (var note in view.Notes)
                Line(text, "note: " + note);
        }
        Line(text, figure.Layout.Note);
        return text.ToString().TrimEnd('\n');
    }

    private static string Describe(Axis axis)
    {
        if (axis.Categories is { } names)
            return $"{Num.Whole(names.Length)} categories";
        var title = axis.Title.Length > 0 ? axis.Title : "values";
        return title + (axis.Unit.Length > 0 ? $" ({TimeUnit.Spelled(axis.Unit)})" : "") + (axis.Log ? ", log scale" : "");
    }

    private static void Series(StringBuilder text, Panel panel, Series trace)
    {
        var name = trace.Name.Length > 0 ? trace.Name : "(unnamed)";
        switch (trace)
        {
            case PointSeries { Source: { } source }:
                Quartiles(text, name, source, panel.X.Unit);
                break;
            case PointSeries s:
                Quartiles(text, name, s.Y, panel.Y.Unit);
                break;
            case HistogramSeries h:
                Quartiles(text, name, h.X, panel.X.Unit);
                break;
            case BoxSeries b:
                Quartiles(text, name, b.Values, (b.Horizontal ? panel.X : panel.Y).Unit);
                break;
            case BarSeries b:
                Quartiles(text, name, b.Values, (b.Horizontal ? panel.X : panel.Y).Unit);
                var labels = (b.Horizontal ? panel.Y : panel.X).Categories ?? [];
                for (var i = 0; i < Math.Min(Math.Min(labels.Length, b.Values.Length), 40); i++)
                    Line(text, $"    {labels[i]}: {(b.Labels?[i] is { Length: > 0 } label ? label : Num.Text(b.Values[i]))}");
                break;
            case HeatmapSeries m:
                double[] cells = [.. m.Z.SelectMany(row => row)];
                var columns = m.Z.Length == 0 ? 0 : m.Z[0].Length;
                Line(
                    text,
                    $"  grid of {Num.Whole(columns)} x {Num.Whole(m.Z.Length)} cells"
                        + (m.Points is { } n ? $", {Num.Count(n)} points" : "")
                );
                Quartiles(text, m.ColorTitle.Length > 0 ? m.ColorTitle : "cells", cells, "");
                break;
        }
    }

    private static void Quartiles(StringBuilder text, string name, double[] values, string unit)
    {
        double[] sorted = Distribution.Finite(values);
        Array.Sort(sorted);
        var of = unit.Length > 0 ? " " + TimeUnit.Spelled(unit) : "";
        Line(
            text,
            sorted.Length == 0
                ? $"  {name}: n 0, no data"
                : $"  {name}: n {Num.Count(sorted.Length)}, min {Num.Text(sorted[0])}, median {Num.Text(Distribution.Quantile(sorted, 0.5))}, max {Num.Text(sorted[^1])}{of}"
        );
    }

    private static void Layers(StringBuilder text, LayerDiagram diagram)
    {
        foreach (var box in diagram.Boxes)
        {
            Line(text, "  " + string.Join("  ", new[] { box.Device, box.Role, box.Text }.Where(t => t.Length > 0)));
            foreach (var edge in diagram.Edges.Where(e => e.From == box.Device))
                Line(text, $"    -> {edge.To}{(edge.Label.Length > 0 ? "  " + edge.Label : "")}");
        }
    }

    private static void Line(StringBuilder text, string line)
    {
        if (line.Length > 0)
            text.Append(line).Append('\n');
    }
}

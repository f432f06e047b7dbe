namespace NotebookKit.Display;

/// <summary>Where a point of a drawing lies in its picture.</summary>
internal readonly record struct PlaneMap(double A, double B, double C, double D, double E, double F)
{
    private const double Farthest = 1e6; // no picture is wider: what lies beyond is cut off anyway

    public static PlaneMap Scale(double x, double y) => new(x, 0, 0, y, 0, 0);

    public static PlaneMap Move(double x, double y) => new(1, 0, 0, 1, x, y);

    /// <summary>Turns by quarters and what lies between, around a point.</summary>
    public static PlaneMap Rotate(double degrees, double x, double y)
    {
        (double sin, double cos) = degrees switch
        {
            90 => (1, 0),
            -90 => (-1, 0),
            180 or -180 => (0, -1),
            _ => Math.SinCos(degrees * Math.PI / 180),
        };
        return Move(-x, -y).Then(new PlaneMap(cos, sin, -sin, cos, 0, 0)).Then(Move(x, y));
    }

    /// <summary>This, and the other after it.</summary>
    public PlaneMap Then(PlaneMap next) =>
        new(
            (A * next.A) + (B * next.C),
            (A * next.B) + (B * next.D),
            (C * next.A) + (D * next.C),
            (C * next.B) + (D * next.D),
            (E * next.A) + (F * next.C) + next.E,
            (E * next.B) + (F * next.D) + next.F
        );

    public (double X, double Y) Of((double X, double Y) point) =>
        (Near((A * point.X) + (C * point.Y) + E), Near((B * point.X) + (D * point.Y) + F));

    private static double Near(double place) => double.IsNaN(place) ? 0 : Math.Clamp(place, -Farthest, Farthest);
}

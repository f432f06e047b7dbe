namespace NotebookKit.Display;

/// <summary>A picture of pixels, painted area by area; how much of a pixel an area covers
/// decides how much of its colour the pixel takes.</summary>
internal sealed class Coverage
{
    private readonly float[] _pixels; // red, green, blue, alpha, multiplied by alpha

    public Coverage(int width, int height) => (Width, Height, _pixels) = (width, height, new float[width * height * 4]);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Paints what lies inside closed lines; what one of them covers twice is covered once.</summary>
    /// <param name="shapes">Closed lines, in pixels; all turn the same way round, or a hole is meant.</param>
    /// <param name="paint">The colour.</param>
    /// <param name="clip">What may be painted: left, top, right, bottom, in pixels.</param>
    /// <param name="hard">True gives a pixel all of the colour, or none.</param>
    public void Fill(
        IReadOnlyList<IReadOnlyList<(double X, double Y)>> shapes,
        Paint paint,
        (double Left, double Top, double Right, double Bottom) clip,
        bool hard
    )
    {
        double top = double.PositiveInfinity,
            bottom = double.NegativeInfinity,
            left = double.PositiveInfinity,
            right = double.NegativeInfinity;
        foreach ((double x, double y) in shapes.SelectMany(shape => shape))
        {
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
        }

        if (paint.Alpha <= 0 || !double.IsFinite(left))
        {
            return; // nothing to see, or no lines at all
        }

        int from = (int)Math.Max(0, Math.Floor(Math.Max(left, clip.Left))),
            to = (int)Math.Min(Width, Math.Ceiling(Math.Min(right, clip.Right)));
        int first = (int)Math.Max(0, Math.Floor(Math.Max(top, clip.Top))),
            last = (int)Math.Min(Height, Math.Ceiling(Math.Min(bottom, clip.Bottom)));
        if (from >= to || first >= last)
        {
            return;
        }

        int wide = to - from,
            tall = last - first;
        // Signed areas to the right of each edge, summed up from the left afterwards (R. Levien, font-rs).
        float[] sums = new float[(wide + 2) * tall];
        foreach (IReadOnlyList<(double X, double Y)> shape in shapes)
        {
            for (int at = 0; at < shape.Count; at++)
            {
                (double X, double Y) a = shape[at],
                    b = shape[(at + 1) % shape.Count];
                Edge(sums, wide, tall, a.X - from, a.Y - first, b.X - from, b.Y - first);
            }
        }

        for (int y = 0; y < tall; y++)
        {
            float sum = 0;
            double inRow = Overlap(first + y, clip.Top, clip.Bottom);
            for (int x = 0; x < wide; x++)
            {
                sum += sums[(y * (wide + 2)) + x];
                double cover = Math.Min(1, Math.Abs(sum));
                if (cover > 1e-4)
                {
                    cover *= inRow * Overlap(from + x, clip.Left, clip.Right);
                    Blend((((first + y) * Width) + from + x) * 4, paint, hard ? (cover >= 0.5 ? 1 : 0) : cover);
                }
            }
        }
    }

    /// <summary>The picture as bytes: red, green, blue, alpha of each pixel.</summary>
    public byte[] Bytes()
    {
        byte[] bytes = new byte[_pixels.Length];
        for (int at = 0; at < bytes.Length; at += 4)
        {
            float alpha = _pixels[at + 3];
            bytes[at + 3] = (byte)Math.Round(Math.Clamp(alpha, 0, 1) * 255);
            for (int part = 0; part < 3 && alpha > 0; part++)
            {
                bytes[at + part] = (byte)Math.Round(Math.Clamp(_pixels[at + part] / alpha, 0, 1) * 255);
            }
        }

        return bytes;
    }

    private static double Overlap(int pixel, double from, double to) => Math.Clamp(Math.Min(pixel + 1, to) - Math.Max(pixel, from), 0, 1);

    private void Blend(int at, Paint paint, double cover)
    {
        float alpha = (float)(paint.Alpha * cover),
            rest = 1 - alpha;
        _pixels[at] = (_pixels[at] * rest) + (alpha * paint.Red);
        _pixels[at + 1] = (_pixels[at + 1] * rest) + (alpha * paint.Green);
        _pixels[at + 2] = (_pixels[at + 2] * rest) + (alpha * paint.Blue);
        _pixels[at + 3] = (_pixels[at + 3] * rest) + alpha;
    }

    private static void Edge(float[] sums, int wide, int tall, double x0, double y0, double x1, double y1)
    {
        if (y0 == y1)
        {
            return;
        }

        double turn = 1;
        if (y0 > y1)
        {
            (x0, y0, x1, y1, turn) = (x1, y1, x0, y0, -1);
        }

        double slope = (x1 - x0) / (y1 - y0);
        int last = (int)Math.Min(tall, Math.Ceiling(y1));
        for (int y = (int)Math.Max(0, Math.Floor(y0)); y < last; y++)
        {
            double from = Math.Max(y0, y),
                to = Math.Min(y1, y + 1),
                height = (to - from) * turn;
            double a = Math.Clamp(x0 + ((from - y0) * slope), 0, wide),
                b = Math.Clamp(x0 + ((to - y0) * slope), 0, wide);
            (double low, double high) = a < b ? (a, b) : (b, a);
            int begin = (int)low,
                end = (int)Math.Ceiling(high),
                row = y * (wide + 2);
            if (end <= begin + 1)
            {
                double mean = (low + high) / 2 - begin;
                sums[row + begin] += (float)(height * (1 - mean));
                sums[row + begin + 1] += (float)(height * mean);
                continue;
            }

            // Over several pixels: each takes the part of the edge that lies in it.
            double each = height / (high - low);
            for (int x = begin; x < end; x++)
            {
                double inFrom = Math.Max(low, x),
                    inTo = Math.Min(high, x + 1),
                    part = (inTo - inFrom) * each,
                    mean = (inFrom + inTo) / 2 - x;
                sums[row + x] += (float)(part * (1 - mean));
                sums[row + x + 1] += (float)(part * mean);
            }
        }
    }

    /// <summary>A colour of parts from 0 to 1.</summary>
    public readonly record struct Paint(float Red, float Green, float Blue, float Alpha);
}

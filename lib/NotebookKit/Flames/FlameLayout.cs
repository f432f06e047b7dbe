namespace NotebookKit.Flames;

/// <summary>A frame in a picture.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Depth">Frames below it, from 0.</param>
/// <param name="At">Where it starts, as a share of the whole.</param>
/// <param name="Share">Its width, as a share of the whole.</param>
internal readonly record struct PlacedFrame(int Node, int Depth, double At, double Share);

/// <summary>Places the frames of a tree: siblings in the order of their names, callees above their caller.</summary>
internal sealed class FlameLayout
{
    // A picture of more frames is none that a browser shows.
    private const int MostFrames = 100_000;

    private FlameLayout(List<PlacedFrame> frames, int hidden, double smallestShare) =>
        (Frames, Hidden, SmallestShare) = (frames, hidden, smallestShare);

    /// <summary>The frames, a caller before what it called.</summary>
    public IReadOnlyList<PlacedFrame> Frames { get; }

    /// <summary>Frames that are too narrow to be drawn.</summary>
    public int Hidden { get; }

    /// <summary>The least share of the whole that frames have.</summary>
    public double SmallestShare { get; }

    /// <summary>Rows of frames.</summary>
    public int Rows => Frames.Count == 0 ? 0 : Frames.Max(frame => frame.Depth) + 1;

    /// <summary>Places the frames that have at least a share of the whole, or a larger one where they would be too many.</summary>
    public static FlameLayout Of(FlameTree tree, double smallestShare)
    {
        FlameLayout layout = Place(tree, smallestShare);
        while (layout.Frames.Count > MostFrames)
        {
            layout = Place(tree, Math.Max(layout.SmallestShare * 2, 1.0 / MostFrames));
        }

        return layout;
    }

    private static FlameLayout Place(FlameTree tree, double smallestShare)
    {
        var frames = new List<PlacedFrame>();
        int hidden = 0;
        double whole = Math.Max(1, tree.Weight[0]);

        // A stack of work, not recursion: a capture may hold stacks of any depth.
        var work = new Stack<PlacedFrame>();
        Push(new PlacedFrame(0, -1, 0, 1));
        while (work.TryPop(out PlacedFrame frame))
        {
            frames.Add(frame);
            Push(frame);
        }

        return new FlameLayout(frames, hidden, smallestShare);

        void Push(PlacedFrame parent)
        {
            double at = parent.At;
            foreach (
                int child in tree
                    .Tree.Children(parent.Node)
                    .Where(child => tree.Weight[child] > 0)
                    .OrderBy(child => tree.Names.Text(tree.Tree.Name(child)), StringComparer.Ordinal)
            )
            {
                double share = tree.Weight[child] / whole;
                if (share >= smallestShare)
                {
                    work.Push(new PlacedFrame(child, parent.Depth + 1, at, share));
                }
                else
                {
                    hidden++;
                }

                at += share;
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace NotebookKit.Diagnosis;

/// <summary>Models fitted in one evaluation, each once.</summary>
/// <remarks>
/// Whoever leaves out one recording, and inside the rest one after another to find a temperature, leaves out each two of them twice: the
/// rows that remain are the same, and so is the model, which the rows, their order, the classes and the options alone decide.
/// </remarks>
internal sealed class FittedModels
{
    private readonly ConcurrentDictionary<Key, Lazy<ClassifierModel>> _models = new();

    /// <summary>The model of these rows, fitted where it was not before.</summary>
    public ClassifierModel Of(FeatureRow[] rows, FeatureSet set, IReadOnlyList<string> classes, ClassifierOptions options) =>
        _models
            .GetOrAdd(
                new Key(rows, set, classes, options),
                static key => new Lazy<ClassifierModel>(() => new ClassifierFit(key.Rows, key.Set, key.Classes, key.Options).Model)
            )
            .Value;

    // The same rows, and not only equal ones: comparing all their values would take longer than it saves.
    private sealed class Key(FeatureRow[] rows, FeatureSet set, IReadOnlyList<string> classes, ClassifierOptions options) : IEquatable<Key>
    {
        private readonly int _hash = Hash(rows, set);

        public FeatureRow[] Rows => rows;

        public FeatureSet Set => set;

        public IReadOnlyList<string> Classes => classes;

        public ClassifierOptions Options => options;

        public bool Equals(Key? other) =>
            other is not null
            && _hash == other._hash
            && ReferenceEquals(set, other.Set)
            && options == other.Options
            && classes.SequenceEqual(other.Classes)
            && rows.Length == other.Rows.Length
            && rows.Zip(other.Rows, ReferenceEquals).All(same => same);

        public override bool Equals(object? obj) => Equals(obj as Key);

        public override int GetHashCode() => _hash;

        private static int Hash(FeatureRow[] rows, FeatureSet set)
        {
            var hash = default(HashCode);
            hash.Add(set.Places.Length);
            foreach (FeatureRow row in rows)
            {
                hash.Add(RuntimeHelpers.GetHashCode(row));
            }

            return hash.ToHashCode();
        }
    }
}

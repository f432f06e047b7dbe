using System.Collections;

namespace NotebookKit.Tables;

/// <summary>The rows of one group, as the package wants them: a part of the rows of all groups, not a list of its own.</summary>
internal sealed class GroupRows(int[] rows, int start, int count) : ICollection<long>
{
    public int Count => count;

    public bool IsReadOnly => true;

    public IEnumerator<long> GetEnumerator()
    {
        for (int i = start; i < start + count; i++)
        {
            yield return rows[i];
        }
    }

    public bool Contains(long item) => rows.AsSpan(start, count).Contains((int)item);

    public void CopyTo(long[] array, int arrayIndex)
    {
        foreach (long row in this)
        {
            array[arrayIndex++] = row;
        }
    }

    public void Add(long item) => throw new NotSupportedException("groups of rows are read only");

    public void Clear() => throw new NotSupportedException("groups of rows are read only");

    public bool Remove(long item) => throw new NotSupportedException("groups of rows are read only");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

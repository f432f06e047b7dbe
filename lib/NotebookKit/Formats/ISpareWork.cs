namespace NotebookKit.Formats;

/// <summary>Work of a consumer of chunks that a reader's other thread may do while it has nothing to read.</summary>
/// <remarks>A reader finds it by the object whose method it was given as the consumer.
/// Two threads that are both busy are faster than three that take turns.</remarks>
internal interface ISpareWork
{
    /// <summary>Does a little of it, on whatever thread it is called.</summary>
    /// <returns>False where there is nothing to do just now.</returns>
    bool TryDoSome();

    /// <summary>The spare work of a consumer; null where it has none.</summary>
    static ISpareWork? Of(Action<BlockEvents>? consumer) => consumer?.Target as ISpareWork;
}

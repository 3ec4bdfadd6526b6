namespace Sync.Connectors.Files.Values;

/// <summary>A list that grows without ever copying what it holds: a copy would double the memory of a large file.</summary>
internal sealed class ChunkedList<T>
{
    private const int Shift = 10;
    private const int ChunkSize = 1 << Shift;

    private readonly List<T[]> chunks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref chunks[index >> Shift][index & (ChunkSize - 1)];

    public int Add(in T item)
    {
        if (Count == chunks.Count << Shift) chunks.Add(new T[ChunkSize]);
        this[Count] = item;
        return Count++;
    }
}

using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>What each product was called last: most likely what it is called on its next line.</summary>
internal sealed class ProductTexts
{
    private readonly List<Texts[]> chunks = [];
    private const int ChunkSize = 1024;

    /// <summary>The texts of a product, to be read and set.</summary>
    public ref Texts Of(int product)
    {
        // Lines without a product id share one place.
        var at = product + 1;
        while (at >= chunks.Count * ChunkSize) chunks.Add(NewChunk());
        return ref chunks[at / ChunkSize][at % ChunkSize];
    }

    private static Texts[] NewChunk()
    {
        var chunk = new Texts[ChunkSize];
        Array.Fill(chunk, new Texts { Name = TextPool.None, Category = TextPool.None });
        return chunk;
    }

    /// <summary>Numbers of the pool.</summary>
    internal struct Texts
    {
        public int Name;
        public int Category;
    }
}

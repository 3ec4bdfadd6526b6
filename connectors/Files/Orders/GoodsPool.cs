using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>Keeps each different product, as lines name it, once, and a number for it.</summary>
internal sealed class GoodsPool
{
    private const int Unknown = -1;

    private readonly ChunkedList<Goods> goods = new();
    private readonly Dictionary<Goods, int> numbers = [];

    // By the number of the product id's text, and one more for lines without an id: what it was called last is most likely what
    // it is called next.
    private readonly ChunkedList<int> likely = new();

    /// <summary>What a number stands for.</summary>
    public Goods this[int number] => goods[number];

    /// <summary>The number of a line's product.</summary>
    /// <param name="product">The id's number in the pool of texts.</param>
    /// <param name="texts">The pool of texts.</param>
    /// <param name="name">The cell of the name.</param>
    /// <param name="category">The cell of the category.</param>
    public int Of(int product, TextPool texts, ReadOnlySpan<byte> name, ReadOnlySpan<byte> category)
    {
        while (likely.Count <= product + 1) likely.Add(Unknown);
        ref var number = ref likely[product + 1];
        var before = number == Unknown ? Goods.None : goods[number];
        var now = new Goods(product, texts.Add(name, before.Name), texts.Add(category, before.Category));
        if (number == Unknown || now != before) number = NumberOf(now);
        return number;
    }

    private int NumberOf(in Goods now)
    {
        if (numbers.TryGetValue(now, out var known)) return known;
        return numbers[now] = goods.Add(now);
    }
}

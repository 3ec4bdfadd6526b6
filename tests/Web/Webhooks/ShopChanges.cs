using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Web.Tests.Webhooks;

/// <summary>Changes what is at a fake POS, at random but the same for the same seed, and collects what the POS sends of it.</summary>
internal sealed class ShopChanges(HookedShop shop, int seed)
{
    private readonly Random random = new(seed);
    private int number;

    /// <summary>All webhooks so far.</summary>
    public List<FakeWebhook> Told { get; } = [];

    private PosTruth Truth => shop.Truth;

    private DateTimeOffset Now => shop.Time.GetUtcNow();

    /// <summary>Something.</summary>
    public void Any()
    {
        shop.Time.Advance(TimeSpan.FromSeconds(1 + random.Next(20)));
        switch (random.Next(6))
        {
            case 0: One(TruthKind.Customer); break;
            case 1: One(TruthKind.Order); break;
            case 2: One(TruthKind.Product); break;
            case 3: One(TruthKind.Level); break;
            case 4: Sell(); break;
            default: Refund(); break;
        }
    }

    /// <summary>One record of a kind.</summary>
    public void One(TruthKind kind)
    {
        switch (kind)
        {
            case TruthKind.Customer:
                var customer = Change(Truth.Customers, c => c with { Phone = "+1303555" + random.Next(1000, 9999), FirstName = "Changed " + random.Next(100), UpdatedAt = Now });
                Tell(TruthKind.Customer, customer.Id);
                Restate(customer.Id);
                break;
            case TruthKind.Order:
                Tell(kind, Change(Truth.Orders, o => o with { Tip = o.Tip + 100, Total = o.Total + 100, UpdatedAt = Now }).Id);
                break;
            case TruthKind.Product:
                Tell(kind, Change(Truth.Products, p => p with { Price = p.Price + 10, UpdatedAt = Now }).Id);
                break;
            default:
                Tell(kind, Change(Truth.Levels, l => l with { Quantity = l.Quantity + 1 + random.Next(5), UpdatedAt = Now }).ProductId);
                break;
        }
    }

    /// <summary>A sale to a customer, who may be new.</summary>
    public void Sell()
    {
        var like = Truth.Orders[random.Next(Truth.Orders.Count)];
        var buyer = Truth.Customers[random.Next(Truth.Customers.Count)];
        var sale = like with { Id = IdLike(like.Id), CustomerId = buyer.Id, CreatedAt = Now, UpdatedAt = Now, Refunded = 0, Status = TruthStatus.Completed };
        Truth.Orders.Add(sale);
        Tell(TruthKind.Order, sale.Id);
    }

    private void Refund()
    {
        var sales = Truth.Orders.Snapshot().Where(o => o is { Refunded: 0, Status: TruthStatus.Completed, Total: > 200 }).ToList();
        if (sales.Count == 0) return;
        var sale = sales[random.Next(sales.Count)];
        Truth.Orders[Truth.Orders.IndexOf(sale)] = sale with { Refunded = 100, UpdatedAt = Now };
        Tell(TruthKind.Order, sale.Id);
    }

    // Toast tells of guests with the orders only: who changed has bought again.
    private void Restate(string customer)
    {
        if (shop.Pos.ConnectorId != "toast") return;
        for (var i = 0; i < Truth.Orders.Count; i++)
        {
            if (Truth.Orders[i].CustomerId != customer) continue;
            Truth.Orders[i] = Truth.Orders[i] with { UpdatedAt = Now };
            Tell(TruthKind.Order, Truth.Orders[i].Id);
        }
    }

    private void Tell(TruthKind kind, string id) => Told.AddRange(shop.Tell(kind, id, number++));

    private T Change<T>(TruthList<T> list, Func<T, T> change)
    {
        var at = random.Next(list.Count);
        return list[at] = change(list[at]);
    }

    private string IdLike(string id)
    {
        if (Guid.TryParse(id, out _)) return new Guid(Bytes()).ToString();
        return id.All(char.IsAsciiDigit) ? (900_000_000_000 + random.Next(1_000_000)).ToString(null, null) : "N" + random.Next(1_000_000);
    }

    private byte[] Bytes()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        (bytes[7], bytes[8]) = ((byte)(0x40 | (bytes[7] & 0x0f)), (byte)(0x80 | (bytes[8] & 0x1f)));
        return bytes;
    }
}

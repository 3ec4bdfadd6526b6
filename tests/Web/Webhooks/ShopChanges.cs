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
        switch (random.Next(8))
        {
            case 0: One(TruthKind.Customer); break;
            case 1: One(TruthKind.Order); break;
            case 2: One(TruthKind.Product); break;
            case 3: One(TruthKind.Level); break;
            case 4: Sell(); break;
            case 5: Delete(AnyOf(shop.Deletable)); break;
            case 6: Restore(AnyOf(shop.Deletable)); break;
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
        var buyers = Truth.Customers.Snapshot().Where(c => !c.Deleted).ToList();
        var buyer = buyers[random.Next(buyers.Count)];
        var sale = like with { Id = IdLike(like.Id), CustomerId = buyer.Id, CreatedAt = Now, UpdatedAt = Now, Refunded = 0, Status = TruthStatus.Completed, Deleted = false };
        Truth.Orders.Add(sale);
        Tell(TruthKind.Order, sale.Id);
    }

    /// <summary>A record of a kind is deleted.</summary>
    public void Delete(TruthKind? kind) => Mark(kind, deleted: true);

    /// <summary>A record of a kind that was deleted comes back.</summary>
    public void Restore(TruthKind? kind) => Mark(kind, deleted: false);

    private void Mark(TruthKind? kind, bool deleted)
    {
        switch (kind)
        {
            case TruthKind.Customer:
                Mark(Truth.Customers, c => c.Deleted, c => c.Id, c => c with { Deleted = deleted, UpdatedAt = Now }, TruthKind.Customer, deleted);
                break;
            case TruthKind.Order:
                Mark(Truth.Orders, o => o.Deleted, o => o.Id, o => o with { Deleted = deleted, UpdatedAt = Now }, TruthKind.Order, deleted);
                break;
            case TruthKind.Product:
                Mark(Truth.Products, p => p.Deleted, p => p.ParentId, p => p with { Deleted = deleted, UpdatedAt = Now }, TruthKind.Product, deleted);
                break;
        }
    }

    // A product goes with all of its variants, and comes back with them.
    private void Mark<T>(TruthList<T> list, Func<T, bool> isDeleted, Func<T, string> groupOf, Func<T, T> mark, TruthKind kind, bool deleted)
    {
        var some = list.Snapshot().Where(r => isDeleted(r) != deleted).ToList();
        if (some.Count == 0) return;
        var group = groupOf(some[random.Next(some.Count)]);
        for (var i = 0; i < list.Count; i++)
        {
            if (groupOf(list[i]) != group) continue;
            list[i] = mark(list[i]);
            Tell(kind, IdOf(list[i]!));
        }
    }

    private static string IdOf(object record) => record switch { TruthCustomer c => c.Id, TruthOrder o => o.Id, _ => ((TruthProduct)record).Id };

    private TruthKind? AnyOf(IReadOnlyList<TruthKind> kinds) => kinds.Count == 0 ? null : kinds[random.Next(kinds.Count)];

    private void Refund()
    {
        var sales = Truth.Orders.Snapshot().Where(o => o is { Deleted: false, Refunded: 0, Status: TruthStatus.Completed, Total: > 200 }).ToList();
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

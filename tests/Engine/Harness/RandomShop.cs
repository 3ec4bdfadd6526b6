using System.Globalization;
using Sync.Model;

namespace Sync.Engine.Tests.Harness;

/// <summary>A random shop and what happens in it, the same for the same seed.</summary>
internal sealed class RandomShop(ScriptedShop shop, int seed, DateTimeOffset now)
{
    private readonly Random random = new(seed);
    private int next = 1;

    /// <summary>How far back orders lie.</summary>
    public int Days { get; init; } = 200;

    public void Fill(int customers, int orders, int products)
    {
        for (var i = 0; i < products; i++) shop.Put(NewProduct());
        for (var i = 0; i < products; i++) Count(shop.Products[^(i + 1)].Id, i);
        for (var i = 0; i < customers; i++) shop.Put(NewCustomer());
        for (var i = 0; i < orders; i++) shop.Put(NewOrder());
    }

    /// <summary>A number of random changes.</summary>
    public void Change(int count)
    {
        for (var i = 0; i < count; i++) ChangeOnce();
    }

    /// <summary>Changes that leave no trace once they are taken back: no new prices, no addresses moved.</summary>
    public void ChangeReversibly(int count)
    {
        for (var i = 0; i < count; i++)
            switch (random.Next(6))
            {
                case 0: shop.Put(NewOrder()); break;
                case 1: EditOrder(o => o with { Total = Amount(), Status = Status() }); break;
                case 2: shop.Orders.RemoveAt(random.Next(shop.Orders.Count)); break;
                case 3: EditCustomer(c => c with { Phone = "+1" + random.Next(1_000_000) }); break;
                case 4: EditProduct(p => p with { Name = "Renamed " + random.Next(1000) }); break;
                default: EditOrder(o => o with { CreatedAt = Moment() }); break;
            }
    }

    /// <summary>Changes of orders only.</summary>
    public void ChangeOrders(int count)
    {
        for (var i = 0; i < count; i++) ChangeOnce(random.Next(9));
    }

    private void ChangeOnce() => ChangeOnce(random.Next(17));

    // What is left is made from what is there already, so that a seed's other records stay as they were.
    private void Count(string product, int seed)
    {
        shop.Put(Make.Level(product, (seed * 7 % 40) - 3));
        if (seed % 3 == 0) shop.Put(Make.Level(product, seed + 0.5m, "back"));
    }

    private void ChangeOnce(int what)
    {
        switch (what)
        {
            case 0 or 1 or 2: shop.Put(NewOrder()); break;
            case 3: EditOrder(o => o with { Total = Amount() }); break;
            case 4: EditOrder(o => o with { Status = Status() }); break;
            case 5: EditOrder(o => o with { Status = OrderStatus.PartiallyRefunded, Refunded = new Money(Math.Abs(o.Total.Minor) / 2, o.Total.Currency) }); break;
            case 6: EditOrder(o => Buyer(o)); break;
            case 7: EditOrder(o => o with { CreatedAt = Moment() }); break;
            case 8: shop.Orders.RemoveAt(random.Next(shop.Orders.Count)); break;
            case 9: shop.Put(NewCustomer()); break;
            case 10: EditCustomer(c => c with { Email = Address() }); break;
            case 11: EditCustomer(c => c with { Phone = random.Next(3) == 0 ? null : "+1" + random.Next(1_000_000), LoyaltyPoints = random.Next(3000) }); break;
            case 12: if (shop.Customers.Count > 5) shop.Customers.RemoveAt(random.Next(shop.Customers.Count)); break;
            case 13:
                shop.Put(NewProduct());
                Count(shop.Products[^1].Id, next);
                break;
            case 14: EditProduct(p => p with { Price = random.Next(4) == 0 ? null : Make.Usd(random.Next(100, 9000) / 100m), ThcPercent = random.Next(2) == 0 ? null : 20 }); break;
            case 15: if (shop.Products.Count > 3) RemoveProduct(); break;
            default: ShareAddress(); break;
        }
    }

    private void ShareAddress()
    {
        var email = shop.Customers[random.Next(shop.Customers.Count)].Email;
        EditCustomer(c => c with { Email = email });
    }

    private Customer NewCustomer()
    {
        var id = Number();
        return Make.Customer(id, Address(), random.Next(2) == 0 ? random.Next(3000) : null) with { UserId = random.Next(4) == 0 ? null : "u" + id };
    }

    private Order NewOrder() => Buyer(Make.Order(Number(), 1) with
    {
        Total = Amount(),
        Status = Status(),
        CreatedAt = Moment(),
        Lines = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => new OrderLine("p" + random.Next(6), "Thing", 1 + random.Next(3), 2.5m, Make.Usd(2.5m)))],
    });

    // By address, by user id, by a stranger's address, or not at all.
    private Order Buyer(Order order)
    {
        var customer = shop.Customers.Count == 0 ? null : shop.Customers[random.Next(shop.Customers.Count)];
        var nobody = order with { BuyerEmail = null, BuyerUserId = null, CustomerId = null };
        return random.Next(10) switch
        {
            < 5 when customer is not null => nobody with { BuyerEmail = customer.Email },
            < 7 when customer is not null => nobody with { BuyerUserId = customer.UserId },
            < 9 => nobody with { BuyerEmail = Address() },
            _ => nobody,
        };
    }

    private Product NewProduct() => Make.Product(Number(), random.Next(100, 9000) / 100m);

    private string Address() => $"a{random.Next(60)}@example.com";

    private Money Amount() => Make.Usd((random.Next(10) == 0 ? -1 : 1) * random.Next(1, 20_000) / 100m);

    private OrderStatus Status() => random.Next(8) switch
    {
        0 => OrderStatus.Open,
        1 => OrderStatus.Cancelled,
        2 => OrderStatus.Refunded,
        _ => OrderStatus.Completed,
    };

    private DateTimeOffset Moment() => now.AddSeconds(-random.Next(Days * 86_400));

    private void EditOrder(Func<Order, Order> change)
    {
        if (shop.Orders.Count > 0) shop.Put(change(shop.Orders[random.Next(shop.Orders.Count)]));
    }

    private void EditCustomer(Func<Customer, Customer> change)
    {
        if (shop.Customers.Count > 0) shop.Put(change(shop.Customers[random.Next(shop.Customers.Count)]));
    }

    private void EditProduct(Func<Product, Product> change)
    {
        if (shop.Products.Count == 0) return;
        var product = shop.Products[random.Next(shop.Products.Count)];
        shop.Put(change(product));
        if (shop.Inventory.Find(l => l.ProductId == product.Id) is { } level) shop.Put(level with { Quantity = level.Quantity - 1 });
    }

    private void RemoveProduct()
    {
        var product = shop.Products[random.Next(shop.Products.Count)];
        shop.Products.Remove(product);
        shop.Inventory.RemoveAll(l => l.ProductId == product.Id);
    }

    private string Number() => (next++).ToString(CultureInfo.InvariantCulture);
}

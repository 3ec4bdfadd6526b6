using Sync.Model;

namespace Sync.Engine.Tests.Harness;

/// <summary>Makes records in few words.</summary>
internal static class Make
{
    public static readonly Currency Dollars = Currency.Of("USD");
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static Money Usd(decimal amount) => Money.FromMajor(amount, Dollars);

    public static Customer Customer(string id, string? email = "", long? points = null) => new()
    {
        Id = id,
        Email = email == "" ? $"c{id}@example.com" : email,
        UserId = "u" + id,
        FirstName = "First " + id,
        LastName = "Last " + id,
        Phone = "+1555" + id,
        LoyaltyPoints = points,
    };

    /// <summary>An order of one line.</summary>
    public static Order Order(
        string id, decimal total, string? email = null, double daysAgo = 1, OrderStatus status = OrderStatus.Completed, Currency? currency = null,
        string? customer = null, string? user = null, DateTimeOffset? at = null, string? location = null)
    {
        var money = Money.FromMajor(total, currency ?? Dollars);
        var zero = Money.Zero(currency ?? Dollars);
        return new Order
        {
            Id = id,
            CustomerId = customer,
            BuyerEmail = email,
            BuyerUserId = user,
            Status = status,
            Type = OrderType.InStore,
            Lines = [new OrderLine("p1", "Thing", total < 0 ? -1 : 1, Math.Abs(total), money)],
            Subtotal = money,
            Tax = zero,
            Discount = zero,
            Total = money,
            Refunded = zero,
            LocationId = location,
            CreatedAt = at ?? Noon.AddDays(-daysAgo),
        };
    }

    public static InventoryLevel Level(string product, decimal quantity, string location = "main") =>
        new() { ProductId = product, LocationId = location, Quantity = quantity };

    public static Product Product(string id, decimal? price = 10) => new()
    {
        Id = id,
        Name = "Product " + id,
        Brand = "Brand",
        Category = "Flower",
        Price = price is { } p ? Usd(p) : null,
        Cost = Usd(4),
        BatchCost = Usd(3.5m),
        ThcPercent = 21.5m,
        CbdPercent = 0.5m,
        Available = true,
        ImageUrl = $"https://pos.example.com/{id}.jpg",
    };
}

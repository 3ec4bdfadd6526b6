using System.Globalization;

namespace Sync.Simulator;

/// <summary>Makes up a shop: the same one for the same plan.</summary>
internal sealed class ShopGenerator(ShopPlan plan)
{
    private static readonly string[] First = ["Ana", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ida", "Jon", "Kim", "Leo", "Mia", "Noa", "Otis", "Zoë"];
    private static readonly string[] Last = ["Adams", "Baker", "Clark", "Davis", "Evans", "Flores", "Green", "Harris", "Irwin", "Jones", "O'Neil", "Lopez"];
    private static readonly string[] Strains = ["Indica", "Sativa", "Hybrid", "CBD"];
    private static readonly string[] Types = ["in_store", "in_store", "in_store", "pickup", "delivery"];
    private static readonly (string Category, string Subcategory)[] Kinds =
        [("Flower", "Indoor"), ("Vape", "Cartridge"), ("Edibles", "Gummies"), ("Concentrate", "Rosin"), ("Pre-Roll", "Single"), ("Topical", "Balm")];

    private readonly Random random = new(plan.Seed);

    public ShopTruth Fill(ShopTruth shop)
    {
        for (var i = 0; i < plan.Products; i++) shop.Products.Add(Product(i));
        for (var i = 0; i < plan.Customers; i++) shop.Customers.Add(Customer(i));
        for (var i = 0; i < plan.Orders; i++) shop.Orders.Add(Order(i, shop));
        return shop;
    }

    private ShopCustomer Customer(int i)
    {
        var (first, last) = (Pick(First), Pick(Last));
        var email = $"{first}.{last}.{i}@example.com".Replace("'", "", StringComparison.Ordinal).Replace('ë', 'e');
        return new ShopCustomer(
            Text(100_000 + i),
            Chance(0.05) ? email : email.ToLowerInvariant(), // Some shops type capitals.
            first,
            last,
            "+1555" + Text(1_000_000 + random.Next(8_999_999)),
            Text(500_000 + i));
    }

    private ShopProduct Product(int i)
    {
        var (category, subcategory) = Kinds[i % Kinds.Length];
        var price = Cents(5, 100);
        var strain = Pick(Strains);
        var tested = Chance(0.6);
        return new ShopProduct
        {
            Id = Text(1 + i),
            Name = $"{strain} {category} {Text(i)}",
            Brand = "Brand " + (char)('A' + (i % 26)),
            Category = category,
            Subcategory = subcategory,
            Price = price,
            Cost = decimal.Round(price * 0.45m, 2),
            BatchCost = decimal.Round(price * 0.42m, 2),
            Thc = tested ? Cents(0, 32) : null,
            Cbd = tested ? Cents(0, 4) : null,
            Strain = strain,
            Quantity = random.Next(120),
        };
    }

    private ShopOrder Order(int i, ShopTruth shop)
    {
        var buyer = shop.Customers.Count == 0 || Chance(plan.StrangerShare) ? null : shop.Customers[(int)(shop.Customers.Count * Math.Pow(random.NextDouble(), 1.3))];
        var sign = Chance(plan.ReturnShare) ? -1 : 1;
        var lines = Lines(shop, sign);
        return new ShopOrder
        {
            Id = Text(1_000_000 + i),
            CustomerId = buyer?.Id,
            Email = buyer is null ? $"stranger{Text(i)}@example.net" : Chance(plan.WalkInShare) ? ShopTruth.PlaceholderEmail : buyer.Email!,
            UserId = buyer?.UserId ?? "9" + Text(1_000_000 + i),
            BuyerNamesUser = Chance(0.9),
            Lines = lines,
            Total = lines.Sum(l => l.Total),
            CreatedAt = Moment(),
            Type = Pick(Types),
        };
    }

    private ShopLine[] Lines(ShopTruth shop, int sign)
    {
        if (shop.Products.Count == 0) return [];
        var lines = new ShopLine[1 + random.Next(4)];
        for (var i = 0; i < lines.Length; i++)
        {
            var product = shop.Products[random.Next(shop.Products.Count)];
            lines[i] = new ShopLine(product.Id, product.Name, sign * (1 + random.Next(3)), product.Price, product.Category);
        }

        return lines;
    }

    // Whole milliseconds, as they are sent; and clear of the window's edge, so that a test need not care.
    private DateTimeOffset Moment() =>
        plan.Now.AddMilliseconds(-Math.Floor((0.02 + 0.96 * random.NextDouble()) * plan.Days * 86_400_000.0));

    private decimal Cents(int from, int to) => random.Next(from * 100, to * 100) / 100m;

    private bool Chance(double share) => random.NextDouble() < share;

    private string Pick(string[] from) => from[random.Next(from.Length)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

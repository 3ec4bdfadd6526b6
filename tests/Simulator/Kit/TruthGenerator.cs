using System.Globalization;

namespace Sync.Simulator.Kit;

/// <summary>Makes up what is at a POS.</summary>
internal sealed class TruthGenerator(TruthPlan plan)
{
    private static readonly string[] First = ["Ana", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo", "Zoë", "Noa"];
    private static readonly string[] Last = ["Adams", "Baker", "Clark", "O'Neil", "Flores", "Green", "Łukasz", "Jones"];
    private static readonly string[] Goods = ["Tea", "Coffee", "Mug", "Bread", "Cheese", "Soap", "Candle", "Book"];
    private static readonly string[] Zones = ["America/New_York", "America/Los_Angeles", "Europe/London"];

    private readonly Random random = new(plan.Seed);

    public PosTruth Fill(PosTruth truth)
    {
        truth.Currency = plan.Currency;
        for (var i = 0; i < plan.Locations; i++) truth.Locations.Add(new TruthLocation(Id("L", i), "Shop " + i, Zones[i % Zones.Length]));
        for (var i = 0; i < plan.Customers; i++) truth.Customers.Add(Customer(i));
        for (var i = 0; i < plan.Products; i++) AddProduct(truth, i);
        for (var i = 0; i < plan.Orders; i++) truth.Orders.Add(Order(i, truth));
        if (plan.Varied) new TruthVariety(plan, Id).AddTo(truth);
        return truth;
    }

    private TruthCustomer Customer(int i)
    {
        var (first, last, made) = (Pick(First), Pick(Last), Before());
        return new TruthCustomer
        {
            Id = Id("C", i),
            Email = $"customer{i.ToString(CultureInfo.InvariantCulture)}@example.com",
            FirstName = first,
            LastName = last,
            Phone = "+1202555" + (1000 + i % 9000).ToString(CultureInfo.InvariantCulture),
            Note = "likes " + Pick(Goods),
            CreatedAt = made,
            UpdatedAt = made,
        };
    }

    private void AddProduct(PosTruth truth, int i)
    {
        var (name, made, parent) = ($"{Pick(Goods)} {i.ToString(CultureInfo.InvariantCulture)}", Before(), Id("P", i));
        string?[] variants = i % 3 == 0 ? ["Small", "Large"] : [null];
        string? category = null;
        for (var v = 0; v < variants.Length; v++)
        {
            var id = Id("V", i * 2 + v);
            var drawn = Pick(Goods);
            category ??= drawn; // a product's, and so the same for its variants
            truth.Products.Add(new TruthProduct
            {
                Id = id,
                ParentId = parent,
                Name = name,
                Variant = variants[v],
                Category = category,
                Sku = "SKU-" + id,
                Barcode = (4_000_000_000_000 + i * 2 + v).ToString(CultureInfo.InvariantCulture),
                Price = Price(),
                CreatedAt = made,
                UpdatedAt = made,
            });
            foreach (var location in truth.Locations) truth.Levels.Add(new TruthLevel(id, location.Id, random.Next(0, 90), made));
        }
    }

    private TruthOrder Order(int i, PosTruth truth)
    {
        var made = Before();
        var lines = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Line(truth)).ToList();
        var subtotal = lines.Sum(l => l.Total);
        var discount = random.NextDouble() < 0.2 ? subtotal / 10 : 0;
        var (tax, tip) = ((subtotal - discount) / 12, random.NextDouble() < 0.3 ? Price() / 10 : 0);
        var total = subtotal - discount + tax + tip;
        return new TruthOrder
        {
            Id = Id("O", i),
            CustomerId = random.NextDouble() < 0.8 ? truth.Customers[random.Next(truth.Customers.Count)].Id : null,
            LocationId = truth.Locations[random.Next(truth.Locations.Count)].Id,
            CreatedAt = made,
            UpdatedAt = made.AddMinutes(random.Next(0, 60)),
            Status = random.NextDouble() switch { < 0.04 => TruthStatus.Cancelled, < 0.07 => TruthStatus.Open, _ => TruthStatus.Completed },
            Lines = lines,
            Subtotal = subtotal,
            Discount = discount,
            Tax = tax,
            Tip = tip,
            Total = total,
        };
    }

    private TruthLine Line(PosTruth truth)
    {
        var product = truth.Products[random.Next(truth.Products.Count)];
        var quantity = random.Next(1, 4);
        return new TruthLine(product.Id, product.Variant is null ? product.Name : $"{product.Name} - {product.Variant}", quantity, product.Price, product.Price * quantity);
    }

    // Amounts that every currency can hold: of zero decimals too.
    private long Price() => random.Next(50, 5000);

    private DateTimeOffset Before()
    {
        var at = plan.Now.AddSeconds(-random.Next(7200, plan.Days * 86_400));
        return at.AddMilliseconds(random.Next(1000));
    }

    private string Id(string kind, int i) => plan.Ids switch
    {
        TruthIds.Digits => ((kind[0] - 'A' + 1) * 10_000_000L + i).ToString(CultureInfo.InvariantCulture),
        TruthIds.Uuids => new Guid(i + 1, (short)kind[0], 0x4000, 0x80, 0, 0, 0, 0, 0, 0, (byte)plan.Seed).ToString(),
        _ => kind + (1000 + i).ToString(CultureInfo.InvariantCulture),
    };

    private T Pick<T>(T[] of) => of[random.Next(of.Length)];
}

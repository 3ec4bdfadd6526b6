namespace Sync.Store.Tests.Measurements;

/// <summary>Documents like the real ones.</summary>
public static class Sample
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A customer of about 500 bytes.</summary>
    public static DocumentBody Customer(int i, int points) => DocumentBody.Build(b =>
    {
        b.Time("createdAt", Start.AddMinutes(i));
        b.Text("email", $"customer{i}@example.com");
        b.Text("firstName", "Margarethe");
        b.Time("firstOrderDate", Start.AddHours(i));
        b.Text("id", $"c{i}");
        b.Text("lastName", "Sonnenschein-Mayer");
        b.Time("lastOrderDate", Start.AddDays(i % 90));
        b.Number("loyaltyPoints", points);
        b.Text("loyaltyTier", "silver");
        b.Number("orderCount", i % 40);
        b.Text("orgId", "acme");
        b.Text("phone", "+49 30 1234567");
        b.Text("segment", i % 3 == 0 ? "new" : "returning");
        b.Number("totalSpent", (i % 5000) + 0.37m);
        b.Time("updatedAt", Start.AddDays(100));
    });
}

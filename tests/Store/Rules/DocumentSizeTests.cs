using Sync.Store.Rules;

namespace Sync.Store.Tests.Rules;

public sealed class DocumentSizeTests
{
    // The org's id is reckoned at its longest, 64 bytes: tenants (8) + org (65) + the name's own 16.
    private const int TenantName = 8 + 65 + 16;

    [Fact]
    public void Given_Firestores_own_example_When_measured_Then_as_its_documentation_reckons()
    {
        // https://firebase.google.com/docs/firestore/storage-size: the fields of a task have 5 + 9, 5 + 6, 12 + 11 and 9 + 8 … bytes
        var body = DocumentBody.Build(b => { b.Text("type", "Personal"); b.Flag("done", false); b.Number("priority", 1); b.Text("description", "Learn Cloud Firestore"); });
        var size = DocumentRules.Check(new DocumentPath("tasks", "my_task_id"), body);
        size.Bytes.ShouldBe(TenantName + 6 + 11 + 32 + (5 + 9) + (5 + 1) + (9 + 8) + (12 + 22));
        size.Values.ShouldBe(4);
    }

    [Fact]
    public void Given_times_bytes_maps_and_lists_When_measured_Then_each_as_Firestore_counts_it()
    {
        var body = DocumentBody.Build(b =>
        {
            b.Time("t", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)); // 2 + 8
            b.Bytes("b", new byte[10]); // 2 + 10
            b.Null("n"); // 2 + 1
            b.Map("m", m => m.Text("é\"", "é\"")); // 2 + 4 + 4
            b.NumberList("l", [1, 2, 3]); // 2 + 24
            b.Number("$d", 1.5m); // 3 + 8
        });
        DocumentRules.Check(new DocumentPath("c", "d"), body).Bytes.ShouldBe(TenantName + 2 + 2 + 32 + 10 + 12 + 3 + 10 + 26 + 11);
    }
}

using Sync.TestKit;

namespace Sync.Engine.Tests.Pages;

/// <summary>What docs/documents.md says is what synced orgs hold, both ways.</summary>
public sealed class DocumentsPageTests
{
    /// <summary>Documented, but not brought about here; the sources must name them.</summary>
    private static readonly HashSet<string> Elsewhere =
    [
        "runs: byWebhooks", "sync_status: lastWebhookAt",
        "people: spentByCurrency.*", // of an import in another currency
        "runs: unread", // of an erasure while one of several connections is not read
        "privacy_requests: connector", "privacy_requests: phone", "privacy_requests: orderIds[]", "privacy_exports: connection", // of a POS's own request
    ];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_the_page_of_documents_When_synced_orgs_are_looked_at_Then_it_names_their_fields_and_no_others()
    {
        var (page, seen) = (new DocumentsPage(), new SeenFields());
        await EverythingShop.LiveAsync(seen);
        await FakeShops.SyncAsync(seen);

        List<string> wrong = [];
        foreach (var collection in seen.ByCollection.Keys.Except(page.NotToBeRead).Where(c => c.Length > 0 && page.Sections.All(s => !s.Collections.Contains(c))))
            wrong.Add($"{collection}: not on the page");
        foreach (var (collections, fields) in page.Sections)
        {
            var found = collections.SelectMany(c => seen.ByCollection.GetValueOrDefault(c, []).Values).ToList();
            wrong.AddRange(found.Where(f => !fields.Exists(d => DocumentsPage.Fits(d, f))).Select(f => $"{collections[0]}: {string.Join('.', f)} is not on the page"));
            wrong.AddRange(fields.Where(d => !Elsewhere.Contains($"{collections[0]}: {d}") && !found.Exists(f => DocumentsPage.Fits(d, f))).Select(d => $"{collections[0]}: {d} is in no document"));
            wrong.AddRange(fields.GroupBy(f => f).Where(g => g.Count() > 1).Select(g => $"{collections[0]}: {g.Key} stands there twice"));
        }

        wrong.Distinct().Order().ShouldBeEmpty();
    }

    [Fact]
    public void Given_fields_that_are_not_brought_about_here_When_the_sources_are_searched_Then_they_are_written_there()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Sync.Engine"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Elsewhere.Select(f => f.Split(": ")[1].Split('[', '.')[0]).Where(f => !sources.Contains($"(\"{f}\", ", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}

using System.Text;
using Sync.Store.Indexes;

namespace Sync.Store.Tests.Rules;

public sealed class IndexCatalogTests
{
    private static readonly IndexCatalog Catalog = IndexCatalog.Parse(new MemoryStream(Encoding.UTF8.GetBytes("""
        {
          "indexes": [
            { "collectionGroup": "c", "queryScope": "COLLECTION", "fields": [{ "fieldPath": "a", "order": "ASCENDING" }, { "fieldPath": "b", "order": "ASCENDING" }, { "fieldPath": "x", "order": "DESCENDING" }, { "fieldPath": "y", "order": "ASCENDING" }] },
            { "collectionGroup": "c", "queryScope": "COLLECTION", "fields": [{ "fieldPath": "orgId", "order": "ASCENDING" }, { "fieldPath": "z", "order": "DESCENDING" }] }
          ],
          "fieldOverrides": [
            { "collectionGroup": "c", "fieldPath": "off", "indexes": [] },
            { "collectionGroup": "c", "fieldPath": "on", "indexes": [{ "order": "ASCENDING", "queryScope": "COLLECTION" }] },
            { "collectionGroup": "none", "fieldPath": "*", "indexes": [] }
          ]
        }
        """)));

    private static DocumentQuery Query(string equal, string range, string order, string collection = "c") => new()
    {
        Collection = collection,
        Filters = [
            .. Split(equal).Select(f => new DocumentFilter(f, FilterOperator.Equal, 1L)),
            .. Split(range).Select(f => new DocumentFilter(f, FilterOperator.LessThan, 1L))],
        OrderBy = Split(order).Select(f => new DocumentOrder(f.TrimStart('-'), f[0] == '-')).ToList(),
    };

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [Theory]
    [InlineData("", "", "")] // by id
    [InlineData("p", "", "")] // one equality
    [InlineData("p q r", "", "")] // equalities are joined
    [InlineData("", "p", "")] // one range
    [InlineData("", "p", "p")]
    [InlineData("", "p", "-p")]
    [InlineData("", "", "-p")] // one order
    [InlineData("p", "", "p")] // an order by what is equal orders nothing
    [InlineData("a b", "", "-x y")] // declared
    [InlineData("b a", "", "x -y")] // backwards, equalities in another order
    [InlineData("a b", "x", "-x y")]
    [InlineData("on", "", "")] // an override that leaves an index on
    public void Given_a_query_that_the_indexes_answer_When_checked_Then_passed(string equal, string range, string order) =>
        Catalog.Check(Query(equal, range, order));

    [Theory]
    [InlineData("p", "q", "")]
    [InlineData("p", "", "q")]
    [InlineData("", "", "p q")]
    [InlineData("", "p q", "")]
    [InlineData("", "p", "q")]
    [InlineData("a", "", "-x y")] // not all of the index's equalities
    [InlineData("a b", "", "-x")] // not all of its order
    [InlineData("a b", "", "-x -y")] // a direction differs
    [InlineData("a b", "", "y -x")]
    [InlineData("off", "", "")] // switched off
    [InlineData("", "", "off")]
    public void Given_a_query_that_no_index_answers_When_checked_Then_refused(string equal, string range, string order) =>
        Should.Throw<StoreException>(() => Catalog.Check(Query(equal, range, order))).Failure.ShouldBe(StoreFailure.MissingIndex);

    [Fact]
    public void Given_an_index_of_another_collection_When_checked_Then_refused() =>
        Should.Throw<StoreException>(() => Catalog.Check(Query("a b", "", "-x y", "d")));

    [Fact]
    public void Given_a_collection_with_all_indexes_off_When_checked_Then_only_reading_by_id_is_left()
    {
        Catalog.Check(Query("", "", "", "none"));
        Should.Throw<StoreException>(() => Catalog.Check(Query("p", "", "", "none")));
    }

    [Fact]
    public void Given_the_declared_customers_index_When_orgId_is_forgotten_Then_told_so() =>
        Should.Throw<StoreException>(() => IndexCatalog.Default.Check(Query("segment", "", "-totalSpent", "customers"))).Message.ShouldContain("needs a filter on 'orgId' too");

    [Theory]
    [InlineData("orgId customerId", "-createdAt", "orders")]
    [InlineData("orgId segment", "-totalSpent", "customers")]
    [InlineData("orgId", "-updatedAt", "customer_spending")]
    public void Given_the_repositorys_file_When_its_queries_are_checked_Then_passed(string equal, string order, string collection) =>
        IndexCatalog.Default.Check(Query(equal, "", order, collection));

    [Fact]
    public void Given_the_embedded_file_When_compared_with_the_deployed_one_Then_equal()
    {
        using var embedded = new StreamReader(typeof(IndexCatalog).Assembly.GetManifestResourceStream("firestore.indexes.json")!);
        embedded.ReadToEnd().ShouldBe(File.ReadAllText(Path.Combine(TestKit.Repository.Root, "firestore.indexes.json")));
    }
}

namespace Sync.Store.Tests.Rules;

public sealed class StoreLocationTests
{
    [Theory]
    [InlineData("sqlite:", "sqlite", "./data/sync.db")]
    [InlineData("sqlite", "sqlite", "./data/sync.db")]
    [InlineData("sqlite:/var/lib/sync/a b.db", "sqlite", "/var/lib/sync/a b.db")]
    [InlineData("sqlite:C:\\data\\sync.db", "sqlite", "C:\\data\\sync.db")]
    [InlineData("firestore:my-project", "firestore", "my-project")]
    [InlineData("firestore:example.com:my-project", "firestore", "example.com:my-project")]
    public void Given_a_location_When_parsed_Then_its_parts_are_known(string text, string kind, string place)
    {
        var location = StoreLocation.Parse(text);
        (location.Kind, location.Place).ShouldBe((kind, place));
        location.Open(TimeProvider.System).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(""), InlineData("postgres:x"), InlineData("firestore:"), InlineData("firestore"), InlineData("firestore:a/b"), InlineData("./data/sync.db")]
    public void Given_no_location_When_parsed_Then_told_what_one_looks_like(string text) =>
        Should.Throw<FormatException>(() => StoreLocation.Parse(text)).Message.ShouldNotBeNullOrEmpty();
}

namespace Sync.Cli.Tests;

/// <summary>The command that shows and rotates keys.</summary>
public sealed class KeysTests
{
    private const string NewKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    [Fact]
    public async Task GivenAKeyFile_WhenItIsRotated_ThenTheOrgIsReadWithTheNewOneAndTheOldMayGo()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        var before = await File.ReadAllTextAsync(place.PathOf("data/master.key"));

        var rotated = await place.DoAsync("keys", "rotate");

        (await File.ReadAllTextAsync(place.PathOf("data/master.key"))).ShouldNotBe(before);
        rotated.Said.ShouldContain("1 keys are wrapped");
        rotated.Said.ShouldNotContain(before);
        var retired = OtherKeys(place).ShouldHaveSingleItem();
        (await place.DoAsync("keys")).Said.ShouldContain("wraps nothing any more");
        File.Delete(retired);
        await place.DoAsync("run", Workplace.Org);
        (await place.DoAsync("audit", Workplace.Org)).Said.ShouldContain("keys.rotated");
    }

    [Fact]
    public async Task GivenANewKeyInAVariable_WhenKeysAreRotatedToIt_ThenItReadsAndTheOldOneDoesNot()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        place.With("NEXT_KEY", NewKey);

        var rotated = await place.DoAsync("keys", "rotate", "--to-env", "NEXT_KEY");

        rotated.Said.ShouldContain("SYNC_MASTER_KEY");
        rotated.Said.ShouldNotContain(NewKey);
        (await place.RunAsync("run", Workplace.Org)).Code.ShouldNotBe(0);
        place.With("SYNC_MASTER_KEYS_ALSO", NewKey);
        await place.DoAsync("run", Workplace.Org);
        place.With("SYNC_MASTER_KEY", NewKey);
        await place.DoAsync("run", Workplace.Org);
    }

    [Fact]
    public async Task GivenAnOrg_WhenItsOwnKeyIsRotated_ThenItGoesOn()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();

        (await place.DoAsync("keys", "rotate-data", Workplace.Org)).Said.ShouldContain("new key");

        await place.DoAsync("run", Workplace.Org);
    }

    [Theory]
    [InlineData("--to", NewKey)]
    [InlineData("--to-env", "NOT_SET_ANYWHERE")]
    [InlineData("--to", "kms:projects/x")]
    public async Task GivenSomethingThatIsNoKey_WhenKeysAreToBeRotatedToIt_ThenItIsRefusedAndNotRepeated(string option, string value)
    {
        await using var place = new Workplace();
        await place.ConnectAsync();

        var refused = await place.RunAsync("keys", "rotate", option, value);

        refused.Code.ShouldBe(2);
        refused.Said.ShouldNotContain(NewKey);
        OtherKeys(place).ShouldBeEmpty();
    }

    private static IEnumerable<string> OtherKeys(Workplace place) =>
        Directory.EnumerateFiles(place.PathOf("data"), "master.key*").Where(f => Path.GetFileName(f) != "master.key");
}

using System.Net;
using Sync.Engine.Accounts;
using Sync.TestKit;
using Sync.Web.Access;

namespace Sync.Web.Tests.Access;

/// <summary>Wrong passwords: they stop whoever guesses, and nobody else.</summary>
public sealed class LockoutTests
{
    private const string Email = "ann@shop.example";
    private const string Home = "198.51.100.7";
    private const string Elsewhere = "203.0.113.9";

    [Fact]
    public async Task GivenSomebodyWhoFailsOnPurpose_WhenTheOwnerSignsInFromAnotherNetwork_ThenTheyAreIn()
    {
        await using var place = await PlaceAsync();
        for (var i = 0; i < 10; i++) (await TryAsync(place, Elsewhere, "wrong")).ShouldBe(HttpStatusCode.Unauthorized);

        (await TryAsync(place, Elsewhere, Browserish.Password)).ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(place, "203.0.113.250", Browserish.Password)).ShouldBe(HttpStatusCode.Unauthorized); // the same network
        (await TryAsync(place, Home, Browserish.Password)).ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task GivenGuessesFromManyNetworks_WhenTheyAreAHundred_ThenNewNetworksAreClosedAndThoseOfTheOwnerAreNot()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        await using var place = await PlaceAsync(time);
        var tries = place.Parts.Accounts.Tries;
        (await TryAsync(place, Home, Browserish.Password)).ShouldBe(HttpStatusCode.SeeOther);
        for (var i = 0; i < 99; i++) await tries.FailedAsync(Email, "network " + i);
        (await tries.MayTryAsync(Email, "another")).ShouldBeTrue();
        await tries.FailedAsync(Email, "network 99");

        (await TryAsync(place, Elsewhere, Browserish.Password)).ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(place, Home, Browserish.Password)).ShouldBe(HttpStatusCode.SeeOther);
        time.Advance(SignInTries.Lock);
        (await TryAsync(place, Elsewhere, Browserish.Password)).ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task GivenTheOwnersOwnNetwork_WhenTenTriesFailThere_ThenItIsClosedToo_AndCountsForNoOther()
    {
        await using var place = await PlaceAsync();
        var tries = place.Parts.Accounts.Tries;
        await tries.PassedAsync(Email, "home");
        for (var i = 0; i < 200; i++) await tries.FailedAsync(Email, "home");
        (await tries.MayTryAsync(Email, "home")).ShouldBeFalse();
        (await tries.MayTryAsync(Email, "elsewhere")).ShouldBeTrue();
    }

    [Fact]
    public async Task GivenWrongTriesNowAndThen_WhenARightOneOrADayComesBetween_ThenTheyAreNotInARow()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        await using var place = await PlaceAsync(time);
        var tries = place.Parts.Accounts.Tries;
        for (var i = 0; i < 30; i++)
        {
            for (var j = 0; j < 9; j++) await tries.FailedAsync(Email, "here");
            if (i % 2 == 0) await tries.PassedAsync(Email, "here");
            else time.Advance(TimeSpan.FromDays(91)); // not known any more, either
            (await tries.MayTryAsync(Email, "here")).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task GivenAnAddressWithoutAnAccount_WhenItsPasswordIsGuessed_ThenItIsClosedAsAnyOther()
    {
        await using var place = await PlaceAsync();
        for (var i = 0; i < 10; i++) await TryAsync(place, Elsewhere, "wrong", "nobody@shop.example");
        (await place.Parts.Accounts.Tries.MayTryAsync("NOBODY@shop.example ", ClientNetwork.Of(IPAddress.Parse(Elsewhere)))).ShouldBeFalse();
    }

    [Fact]
    public async Task GivenTriesAtOnce_WhenTheyAreCounted_ThenNoneIsLost()
    {
        await using var place = await PlaceAsync();
        var tries = place.Parts.Accounts.Tries;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => tries.FailedAsync(Email, "here"))));
        (await tries.MayTryAsync(Email, "here")).ShouldBeFalse();
    }

    [Fact]
    public async Task GivenAClosedAddress_WhenItsPasswordIsSetAnew_ThenItIsOpenAtOnce()
    {
        await using var place = await PlaceAsync();
        for (var i = 0; i < 10; i++) await TryAsync(place, Elsewhere, "wrong");
        var account = (await place.Parts.Accounts.FindByEmailAsync(Email))!;
        await place.Parts.Accounts.SetPasswordAsync(account.Id, Passwords.Hash("another long password"), Engine.Audit.Actor.Operator);
        (await TryAsync(place, Elsewhere, "another long password")).ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.250", true)]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.114.9", false)]
    [InlineData("2001:db8:7::1", "2001:db8:7:ffff::9", true)]
    [InlineData("2001:db8:7::1", "2001:db8:8::1", false)]
    public void GivenTwoAddresses_WhenTheirNetworksAreCompared_ThenThoseOfOneSiteAreOne(string one, string other, bool same) =>
        (ClientNetwork.Of(IPAddress.Parse(one)) == ClientNetwork.Of(IPAddress.Parse(other))).ShouldBe(same);

    [Fact]
    public async Task GivenANewAddressOfOneIpv6LinkForEachTry_WhenTheyGoOn_ThenTheyAreSlowedDown_AndTheirNeighbourIsNot()
    {
        await using var place = await PlaceAsync();
        List<HttpStatusCode> answers = [];
        for (var i = 1; i <= 21; i++) answers.Add(await TryAsync(place, $"2001:db8:7:1::{i:x}", "wrong", $"somebody{i}@shop.example"));
        answers[..20].ShouldAllBe(a => a == HttpStatusCode.Unauthorized);
        answers[20].ShouldBe(HttpStatusCode.TooManyRequests);
        (await TryAsync(place, "2001:db8:7:2::1", Browserish.Password)).ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task GivenThePasswordOfToday_WhenItIsToBeTheNewOne_ThenItIsRefusedAndTheReasonSaid()
    {
        await using var service = await Service.StartAsync();
        using var browser = await Browserish.SignedInAsync(service, "shop", Role.Owner, Email);
        using var same = await browser.SubmitAsync("/account", "/account/password", new() { ["current"] = Browserish.Password, ["password"] = Browserish.Password });
        same.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await same.Content.ReadAsStringAsync()).ShouldContain("This is the password of today. Choose another one.");
        (await browser.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<Service> PlaceAsync(TimeProvider? time = null)
    {
        var service = await Service.StartWithAsync(s => s with { BehindProxy = true }, time);
        await Browserish.MemberAsync(service, "shop", Role.Owner, Email);
        return service;
    }

    private static async Task<HttpStatusCode> TryAsync(Service service, string from, string password, string email = Email)
    {
        using var browser = new Browserish(service.Url);
        browser.Client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        using var answer = await browser.SignInAsync(email, password);
        return answer.StatusCode;
    }
}

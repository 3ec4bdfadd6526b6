using System.Net;
using System.Net.Http.Headers;

namespace Sync.Web.Tests;

/// <summary>Who may start syncs.</summary>
public sealed class CronAccessTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer")]
    [InlineData("Bearer " + Service.Secret + "x")]
    [InlineData("Bearer the cron's own secre")]
    [InlineData("Basic " + Service.Secret)]
    [InlineData(Service.Secret)]
    public async Task GivenNoOrAWrongSecret_WhenTheCronIsCalled_ThenItIsRefusedAndNothingHappens(string? header)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/cron/pos-sync");
        if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);

        using var response = await service.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType.ShouldBe(new MediaTypeHeaderValue("application/problem+json"));
        pos.Requests.ShouldBeEmpty();
        (await service.RunsAsync("a")).ShouldBe(0);
    }

    [Fact]
    public async Task GivenTwoHeaders_WhenOneOfThemIsRight_ThenItIsRefused()
    {
        await using var service = await Service.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/cron/pos-sync");
        request.Headers.TryAddWithoutValidation("Authorization", ["Bearer " + Service.Secret, "Bearer other"]);
        using var response = await service.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task GivenNoSecretIsConfigured_WhenTheCronIsCalled_ThenThereIsNoSuchRoute(string? secret)
    {
        await using var service = await Service.StartAsync(secret);
        using var without = await service.CronAsync(secret: null);
        using var blank = await service.CronAsync(secret: "");
        without.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        blank.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task GivenASecretWithALineBreakAtItsEnd_WhenTheCronShowsItWithout_ThenItIsLetIn()
    {
        await using var service = await Service.StartAsync(Service.Secret + "\n");
        using var response = await service.CronAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenTheRightSecret_WhenTheCronIsAskedByGet_ThenNothingStarts()
    {
        await using var service = await Service.StartAsync();
        using var response = await service.Client.GetAsync("/api/cron/pos-sync");
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }
}

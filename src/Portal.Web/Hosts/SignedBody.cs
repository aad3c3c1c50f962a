using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Portal.Hosts;

/// <summary>A body that a host has signed byte for byte: verified as it came, and only then read as JSON.</summary>
internal static class SignedBody
{
    /// <summary>More than any report or enrolment has, in bytes.</summary>
    public const int MaximumLength = 16 * 1024;

    public static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        return bytes.ToArray();
    }

    /// <summary>As strictly as every other body.</summary>
    /// <exception cref="BadHttpRequestException">It is not the JSON that this address takes: answered as everywhere.</exception>
    public static T Parse<T>(byte[] body, IOptions<JsonOptions> json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, json.Value.SerializerOptions)
                ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException(
                "The body is not the JSON of this address.",
                StatusCodes.Status400BadRequest,
                e
            );
        }
    }
}

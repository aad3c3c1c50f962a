using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class ReleaseOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "VersionKey",
                table: "Releases",
                type: "character varying(512)",
                maxLength: 512,
                nullable: true
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "WithdrawnAt",
                table: "Releases",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Releases_Lock",
                table: "Releases",
                column: "Lock"
            );

            migrationBuilder.CreateIndex(
                name: "IX_Releases_Product_ReadyAt",
                table: "Releases",
                columns: new[] { "Product", "ReadyAt" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Releases_Product_VersionKey",
                table: "Releases",
                columns: new[] { "Product", "VersionKey" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Releases_ReadyAt",
                table: "Releases",
                column: "ReadyAt"
            );

            migrationBuilder.CreateIndex(
                name: "IX_Releases_Version",
                table: "Releases",
                column: "Version"
            );

            migrationBuilder.CreateIndex(
                name: "IX_ComponentVersions_UploadedAt",
                table: "ComponentVersions",
                column: "UploadedAt"
            );

            migrationBuilder.CreateIndex(
                name: "IX_ComponentVersions_Version",
                table: "ComponentVersions",
                column: "Version"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_Releases_Lock", table: "Releases");

            migrationBuilder.DropIndex(name: "IX_Releases_Product_ReadyAt", table: "Releases");

            migrationBuilder.DropIndex(name: "IX_Releases_Product_VersionKey", table: "Releases");

            migrationBuilder.DropIndex(name: "IX_Releases_ReadyAt", table: "Releases");

            migrationBuilder.DropIndex(name: "IX_Releases_Version", table: "Releases");

            migrationBuilder.DropIndex(
                name: "IX_ComponentVersions_UploadedAt",
                table: "ComponentVersions"
            );

            migrationBuilder.DropIndex(
                name: "IX_ComponentVersions_Version",
                table: "ComponentVersions"
            );

            migrationBuilder.DropColumn(name: "VersionKey", table: "Releases");

            migrationBuilder.DropColumn(name: "WithdrawnAt", table: "Releases");
        }
    }
}

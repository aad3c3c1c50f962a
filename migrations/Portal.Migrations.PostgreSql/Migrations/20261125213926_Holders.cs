using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Holders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ReleaseComponents_Name_Version",
                table: "ReleaseComponents"
            );

            migrationBuilder.CreateIndex(
                name: "IX_ReleaseComponents_Name_Version_ReleaseId",
                table: "ReleaseComponents",
                columns: new[] { "Name", "Version", "ReleaseId" }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ReleaseComponents_Name_Version_ReleaseId",
                table: "ReleaseComponents"
            );

            migrationBuilder.CreateIndex(
                name: "IX_ReleaseComponents_Name_Version",
                table: "ReleaseComponents",
                columns: new[] { "Name", "Version" }
            );
        }
    }
}

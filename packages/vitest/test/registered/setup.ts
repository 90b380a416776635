import "@heddle/virtual-time/register";
